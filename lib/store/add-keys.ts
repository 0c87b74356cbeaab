import type { Instant, Key } from '@/lib/engine/vocabulary'
import { chunksOf } from './chunks'
import { asFields, type ColumnRow, listed } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { type KeyEntry, type KeyRow, toEntry } from './key-entry'
import type { RawSession } from './session'

export type NewKey = {
  key: Key
  /** `null` for a key from the environment. */
  sealed: Uint8Array<ArrayBuffer> | null
  fingerprint: string
  labels: readonly string[]
  note: string | null
}

/** What adding came to, for each key given, in their order. `known`: its secret is already kept, as this entry. */
export type AddedKey = { kind: 'added'; entry: KeyEntry } | { kind: 'known'; entry: KeyEntry }

/** Adds keys whose secret is new to their service; of two alike in one call the first is added. */
export async function addKeys(session: RawSession, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const added: AddedKey[] = []
  for (const chunk of chunksOf(keys)) added.push(...(await addChunk(session, chunk)))
  return added
}

async function addChunk(session: RawSession, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const columns = newKeyColumns(session.now())
  const sql = `${insertFromJson(session.dialect, 'keys', columns)} ON CONFLICT (service, fingerprint) DO NOTHING`
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, keys))
  const found = `SELECT * FROM keys WHERE fingerprint IN (${listed(session)})`
  const fingerprints = JSON.stringify(keys.map(({ fingerprint }) => fingerprint))
  const rows = (await session.db.$queryRawUnsafe<ColumnRow[]>(found, fingerprints)).map(asFields<KeyRow>)
  const entries = new Map(rows.map(row => [`${row.service}\n${row.fingerprint}`, toEntry(row)]))
  return keys.flatMap(({ key, fingerprint }): AddedKey[] => {
    const entry = entries.get(`${key.service}\n${fingerprint}`)
    return entry ? [{ kind: entry.key.id === key.id ? 'added' : 'known', entry }] : []
  })
}

function newKeyColumns(now: Instant): readonly JsonColumn<NewKey>[] {
  return [
    { name: 'id', type: 'text', read: ({ key }) => key.id },
    { name: 'service', type: 'text', read: ({ key }) => key.service },
    { name: 'name', type: 'text', read: ({ key }) => key.name },
    { name: 'masked', type: 'text', read: ({ key }) => key.masked },
    { name: 'source', type: 'text', read: ({ key }) => key.source },
    { name: 'sealed', type: 'bytes', read: ({ sealed }) => sealed && Buffer.from(sealed).toString('hex') },
    { name: 'fingerprint', type: 'text', read: ({ fingerprint }) => fingerprint },
    { name: 'priority', type: 'integer', read: ({ key }) => key.priority },
    { name: 'weight', type: 'real', read: ({ key }) => key.weight },
    { name: 'account', type: 'text', read: ({ key }) => key.account },
    { name: 'daily_limit', type: 'integer', read: ({ key }) => key.dailyLimit },
    { name: 'minute_limit', type: 'integer', read: ({ key }) => key.minuteLimit },
    { name: 'token_minute_limit', type: 'integer', read: ({ key }) => key.tokenMinuteLimit },
    { name: 'concurrency_limit', type: 'integer', read: ({ key }) => key.concurrencyLimit },
    { name: 'models', type: 'text', read: ({ key }) => key.models && JSON.stringify(key.models) },
    { name: 'labels', type: 'text', read: ({ labels }) => JSON.stringify(labels) },
    { name: 'note', type: 'text', read: ({ note }) => note },
    { name: 'expires_at', type: 'integer', read: ({ key }) => key.expiresAt },
    { name: 'created_at', type: 'integer', read: () => now },
    { name: 'updated_at', type: 'integer', read: () => now },
  ]
}
