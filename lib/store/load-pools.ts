import type { Key, KeyState, Totals } from '@/lib/engine/vocabulary'
import { listed, place } from './columns'
import type { Dialect, RawSession } from './session'
import { readAccountState, readKeyState } from './state-json'
import type { SavedAccountState } from './states'

/** A key as a starting process needs it. */
export type LoadedKey = {
  key: Key
  /** `null`: never used, or not readable (then it is also in `unreadable`). */
  state: KeyState | null
  /** `null`: its secret is in the environment. */
  sealed: Uint8Array | null
  fingerprint: string
}

export type LoadedPools = {
  keys: LoadedKey[]
  accounts: SavedAccountState[]
  /** Keys and accounts whose stored state could not be read: they start afresh. */
  unreadable: string[]
}

const PAGE_ROWS = 5000

type AccountRow = { service: string; account: string; state: string }
const ACCOUNTS = 'SELECT service, account, state FROM account_states ORDER BY service, account'

/** Every key that is not removed with its state, and every account's state: what the pools start from. */
export async function loadPools(session: RawSession): Promise<LoadedPools> {
  const loaded: LoadedPools = { keys: [], accounts: [], unreadable: [] }
  for (let after: string | null = ''; after !== null; ) {
    const page = await readPage(session, after)
    for (const row of page.rows) {
      const key = readRow(row)
      if (key.state === null && row.state !== null) loaded.unreadable.push(row.id)
      loaded.keys.push(key)
    }
    after = page.last
  }
  for (const row of await session.db.$queryRawUnsafe<AccountRow[]>(ACCOUNTS)) {
    const state = readAccountState(row.state)
    if (state) loaded.accounts.push({ service: row.service, account: row.account, state })
    else loaded.unreadable.push(`${row.service}/${row.account}`)
  }
  return loaded
}

/** Keys as `loadPools` gives them, by id; unknown and removed ones are absent. At most `PAGE_ROWS` at once. */
export async function loadKeys(session: RawSession, keyIds: readonly string[]): Promise<Map<string, LoadedKey>> {
  if (keyIds.length === 0) return new Map()
  const { rows } = await readRows(session, 'among', JSON.stringify([...new Set(keyIds)]))
  return new Map(rows.map(row => [row.id, readRow(row)]))
}

type Row = Omit<Key, 'models'> &
  Totals & {
    sealedHex: string | null
    fingerprint: string
    models: string | null
    /** `null`, and the counts with it: no state is kept. */
    state: string | null
    dayUsed: number
    dayResetAt: number
  }

const FIELDS: readonly (readonly [keyof Row, string])[] = [
  ['id', 'k.id'],
  ['service', 'k.service'],
  ['name', 'k.name'],
  ['masked', 'k.masked'],
  ['source', 'k.source'],
  ['fingerprint', 'k.fingerprint'],
  ['priority', 'k.priority'],
  ['weight', 'k.weight'],
  ['account', 'k.account'],
  ['dailyLimit', 'k.daily_limit'],
  ['minuteLimit', 'k.minute_limit'],
  ['tokenMinuteLimit', 'k.token_minute_limit'],
  ['concurrencyLimit', 'k.concurrency_limit'],
  ['models', 'k.models'],
  ['expiresAt', 'k.expires_at'],
  ['state', 's.state'],
  ['requests', 's.requests'],
  ['successes', 's.successes'],
  ['failures', 's.failures'],
  ['tokensIn', 's.tokens_in'],
  ['tokensOut', 's.tokens_out'],
  ['costUsd', 's.cost_usd'],
  ['dayUsed', 's.day_used'],
  ['dayResetAt', 's.day_reset_at'],
]

type JsonSql = { list: string; object: string; hex: string; asText: string }

const JSON_SQL: Record<Dialect, JsonSql> = {
  sqlite: {
    list: 'json_group_array',
    object: 'json_object',
    hex: 'hex(k.sealed)',
    asText: '',
  },
  postgres: {
    list: 'json_agg',
    object: 'json_build_object',
    hex: "encode(k.sealed, 'hex')",
    asText: '::text',
  },
}

async function readPage(session: RawSession, after: string): Promise<{ rows: readonly Row[]; last: string | null }> {
  const page = await readRows(session, 'after', after)
  return { rows: page.rows, last: page.rows.length < PAGE_ROWS ? null : page.last }
}

/** One JSON text, built by the database: 100,000 keys as ordinary rows take several times as long. */
async function readRows({ db, dialect }: RawSession, which: 'after' | 'among', id: string) {
  const { list, object, hex, asText } = JSON_SQL[dialect]
  const condition = which === 'after' ? `id > ${place({ dialect }, 1)}` : `id IN (${listed({ dialect })})`
  const fields = FIELDS.map(([field, column]) => `'${field}', ${column}`).join(', ')
  const sql = `SELECT max(k.id) AS last, ${list}(${object}(${fields},
      'sealedHex', CASE WHEN k.sealed IS NULL THEN NULL ELSE ${hex} END))${asText} AS rows
    FROM (SELECT * FROM keys WHERE removed_at IS NULL AND ${condition} ORDER BY id LIMIT ${PAGE_ROWS}) AS k
    LEFT JOIN key_states AS s ON s.key_id = k.id`
  const [answer] = await db.$queryRawUnsafe<{ last: string | null; rows: string | null }[]>(sql, id)
  const rows: Row[] = JSON.parse(answer?.rows ?? '[]')
  return { rows, last: answer?.last ?? null }
}

function readRow(row: Row): LoadedKey {
  const { sealedHex, fingerprint, state, dayUsed, dayResetAt, models, ...rest } = row
  const { requests, successes, failures, tokensIn, tokensOut, costUsd, ...key } = rest
  const totals = { requests, successes, failures, tokensIn, tokensOut, costUsd }
  return {
    key: { ...key, models: models === null ? null : JSON.parse(models) },
    state: state === null ? null : readKeyState(state, { totals, day: { used: dayUsed, resetAt: dayResetAt } }),
    sealed: sealedHex === null ? null : Uint8Array.from(Buffer.from(sealedHex, 'hex')),
    fingerprint,
  }
}
