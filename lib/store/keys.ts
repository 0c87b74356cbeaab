import type { Instant, Key, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { asFields, type ColumnRow, fromColumn, listed, parseJson, textList, toColumn } from './columns'
import type { Prisma } from './generated/sqlite/client'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { RawSession, Session } from './session'

/** A key as an operator sees and edits it. */
export type KeyEntry = {
  key: Key
  labels: readonly string[]
  note: string | null
  fingerprint: string
  createdAt: Instant
  updatedAt: Instant
  /** Set: out of sight, may be restored until it is purged. */
  removedAt: Instant | null
}

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
  for (let at = 0; at < keys.length; at += CHUNK_ROWS) {
    added.push(...(await addChunk(session, keys.slice(at, at + CHUNK_ROWS))))
  }
  return added
}

/** Also bounds the parameters of the look-up behind it. */
const CHUNK_ROWS = 500

async function addChunk(session: RawSession, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const columns = newKeyColumns(session.now())
  const sql = `${insertFromJson(session.dialect, 'keys', columns)} ON CONFLICT (service, fingerprint) DO NOTHING`
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, keys))
  const found = `SELECT * FROM keys WHERE fingerprint IN (${listed(session)})`
  const fingerprints = JSON.stringify(keys.map(({ fingerprint }) => fingerprint))
  const rows = (await session.db.$queryRawUnsafe<ColumnRow[]>(found, fingerprints)).map(asFields<Row>)
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

/** What an operator may change of a key; an absent field stays. */
export type KeyChange = Partial<
  Pick<
    Key,
    | 'name'
    | 'priority'
    | 'weight'
    | 'account'
    | 'dailyLimit'
    | 'minuteLimit'
    | 'tokenMinuteLimit'
    | 'concurrencyLimit'
    | 'models'
    | 'expiresAt'
  > &
    Pick<KeyEntry, 'labels' | 'note'>
>

/** `null`: no such key. */
export async function changeKey(session: Session, keyId: KeyId, change: KeyChange): Promise<KeyEntry | null> {
  return updateKey(session, keyId, changedColumns(change))
}

/** The same change for many keys. */
export async function changeKeys(session: Session, keyIds: readonly KeyId[], change: KeyChange): Promise<void> {
  await updateKeys(session, keyIds, changedColumns(change))
}

/** Takes keys out of sight; those that are already stay as they are. */
export async function removeKeys(session: Session, keyIds: readonly KeyId[]): Promise<void> {
  await updateKeys(session, keyIds, { removedAt: toColumn(session.now()) }, { removedAt: null })
}

/** Brings removed keys back; those in sight stay as they are. */
export async function restoreKeys(session: Session, keyIds: readonly KeyId[]): Promise<void> {
  await updateKeys(session, keyIds, { removedAt: null }, { removedAt: { not: null } })
}

function changedColumns(change: KeyChange): Prisma.KeyUpdateManyMutationInput {
  const { dailyLimit, minuteLimit, tokenMinuteLimit, models, labels, expiresAt, ...plain } = change
  return {
    ...plain,
    ...(dailyLimit !== undefined && { dailyLimit: toColumn(dailyLimit) }),
    ...(minuteLimit !== undefined && { minuteLimit: toColumn(minuteLimit) }),
    ...(tokenMinuteLimit !== undefined && { tokenMinuteLimit: toColumn(tokenMinuteLimit) }),
    ...(expiresAt !== undefined && { expiresAt: toColumn(expiresAt) }),
    ...(models !== undefined && { models: models && JSON.stringify(models) }),
    ...(labels !== undefined && { labels: JSON.stringify(labels) }),
  }
}

/** A rollover: the same key with another secret. The caller looks first whether the secret is already known. */
export function replaceSecret(
  session: Session,
  keyId: KeyId,
  secret: { sealed: Uint8Array<ArrayBuffer>; fingerprint: string; masked: string },
): Promise<KeyEntry | null> {
  return updateKey(session, keyId, secret)
}

/** Takes a key out of sight. `null`: there was no such key in sight. */
export function removeKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  return updateKey(session, keyId, { removedAt: toColumn(session.now()) }, { removedAt: null })
}

/** Brings a removed key back. `null`: there was no such removed key. */
export function restoreKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  return updateKey(session, keyId, { removedAt: null }, { removedAt: { not: null } })
}

async function updateKey(
  session: Session,
  keyId: KeyId,
  data: Prisma.KeyUpdateManyMutationInput,
  only: Prisma.KeyWhereInput = {},
): Promise<KeyEntry | null> {
  const where = { ...only, id: keyId }
  const { count } = await session.db.key.updateMany({ where, data: { ...data, updatedAt: toColumn(session.now()) } })
  return count === 0 ? null : findKey(session, keyId)
}

async function updateKeys(
  session: Session,
  keyIds: readonly KeyId[],
  data: Prisma.KeyUpdateManyMutationInput,
  only: Prisma.KeyWhereInput = {},
): Promise<void> {
  const updatedAt = toColumn(session.now())
  for (const ids of chunksOf(keyIds)) {
    await session.db.key.updateMany({ where: { ...only, id: { in: [...ids] } }, data: { ...data, updatedAt } })
  }
}

function chunksOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK_ROWS) }, (_, at) =>
    all.slice(at * CHUNK_ROWS, (at + 1) * CHUNK_ROWS),
  )
}

/** Forgets keys removed before an instant, with their states; their attempts stay. Returns how many. */
export async function purgeRemovedKeys(session: Session, before: Instant): Promise<number> {
  const where = { removedAt: { lt: toColumn(before) } }
  const rows = await session.db.key.findMany({ where, select: { id: true }, take: CHUNK_ROWS })
  const ids = rows.map(({ id }) => id)
  await session.db.keyState.deleteMany({ where: { keyId: { in: ids } } })
  await session.db.keyCheck.deleteMany({ where: { keyId: { in: ids } } })
  const { count } = await session.db.key.deleteMany({ where: { ...where, id: { in: ids } } })
  return count
}

export async function findKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  const row = await session.db.key.findUnique({ where: { id: keyId }, omit: { sealed: true } })
  return row && toEntry(row)
}

/** Those of these keys that are known, removed ones included, in no order. */
export async function findKeys(session: Session, keyIds: readonly KeyId[]): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = []
  for (const ids of chunksOf(keyIds)) {
    const rows = await session.db.key.findMany({ where: { id: { in: ids } }, omit: { sealed: true } })
    entries.push(...rows.map(toEntry))
  }
  return entries
}

/** The keys whose secret has one of these fingerprints, removed ones included, in no order. */
export async function findKeysByFingerprint(session: Session, fingerprints: readonly string[]): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = []
  for (const chunk of chunksOf(fingerprints)) {
    const rows = await session.db.key.findMany({ where: { fingerprint: { in: chunk } }, omit: { sealed: true } })
    entries.push(...rows.map(toEntry))
  }
  return entries
}

/** A key by its secret's fingerprint, removed ones included: the same secret is never kept twice. */
export async function findKeyByFingerprint(
  session: Session,
  service: ServiceId,
  fingerprint: string,
): Promise<KeyEntry | null> {
  const row = await session.db.key.findUnique({
    where: { service_fingerprint: { service, fingerprint } },
    omit: { sealed: true },
  })
  return row && toEntry(row)
}

/** A page of keys by id. @param after the last id of the page before */
export async function listKeys(
  session: Session,
  filter: { service?: ServiceId; isRemoved?: boolean; after?: KeyId; limit: number },
): Promise<KeyEntry[]> {
  const rows = await session.db.key.findMany({
    where: {
      service: filter.service,
      removedAt: filter.isRemoved ? { not: null } : null,
      id: filter.after === undefined ? undefined : { gt: filter.after },
    },
    omit: { sealed: true },
    orderBy: { id: 'asc' },
    take: filter.limit,
  })
  return rows.map(toEntry)
}

/** The keys that were removed and are still kept, last removed first. */
export async function listRemovedKeys(
  session: Session,
  { service, limit }: { service?: ServiceId | undefined; limit: number },
): Promise<KeyEntry[]> {
  const rows = await session.db.key.findMany({
    where: { service, removedAt: { not: null } },
    omit: { sealed: true },
    orderBy: [{ removedAt: 'desc' }, { id: 'asc' }],
    take: limit,
  })
  return rows.map(toEntry)
}

/** The sealed secret of a key; `null`: unknown, or from the environment. */
export async function findSealed(session: Session, keyId: KeyId): Promise<Uint8Array | null> {
  const row = await session.db.key.findUnique({ where: { id: keyId }, select: { sealed: true } })
  return row?.sealed ?? null
}

type Row = Prisma.KeyGetPayload<{ omit: { sealed: true } }>

function toEntry(row: Row): KeyEntry {
  const { id, service, name, masked, priority, weight, account, concurrencyLimit, note, fingerprint } = row
  const limits = {
    dailyLimit: fromColumn(row.dailyLimit),
    minuteLimit: fromColumn(row.minuteLimit),
    tokenMinuteLimit: fromColumn(row.tokenMinuteLimit),
    concurrencyLimit,
  }
  const models = row.models === null ? null : parseJson(textList, row.models, `models of key ${id}`)
  const source = row.source === 'env' ? 'env' : 'vault'
  const expiresAt = fromColumn(row.expiresAt)
  return {
    key: { id, service, name, masked, source, priority, weight, account, ...limits, models, expiresAt },
    labels: parseJson(textList, row.labels, `labels of key ${id}`),
    note,
    fingerprint,
    createdAt: fromColumn(row.createdAt),
    updatedAt: fromColumn(row.updatedAt),
    removedAt: fromColumn(row.removedAt),
  }
}
