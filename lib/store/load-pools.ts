import type { KeyState } from '@/lib/engine/state'
import type { Key } from '@/lib/engine/vocabulary'
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

const PAGE_ROWS = 2000

type AccountRow = { service: string; account: string; state: string }
const ACCOUNTS = 'SELECT service, account, state FROM account_states ORDER BY service, account'

/** Every key that is not removed with its state, and every account's state: what the pools start from. */
export async function loadPools(session: RawSession): Promise<LoadedPools> {
  const keys: LoadedKey[] = []
  return { keys, ...(await loadEach(session, key => keys.push(key))) }
}

/** The same, handing over each key as it is read: 100,000 of them need not be held twice. */
export async function loadEach(
  session: RawSession,
  take: (key: LoadedKey) => void,
): Promise<Omit<LoadedPools, 'keys'>> {
  const loaded: Omit<LoadedPools, 'keys'> = { accounts: [], unreadable: [] }
  for (let after: string | null = ''; after !== null; ) {
    const page = await readPage(session, after)
    for (const row of page.rows) {
      const key = readRow(row)
      if (key.state === null && row[16] !== null) loaded.unreadable.push(key.key.id)
      take(key)
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
  return new Map(rows.map(row => [row[0], readRow(row)]))
}

/** A row's values in the order of `COLUMNS`. */
type Row = readonly [
  ...[id: string, service: string, name: string, masked: string, source: string, fingerprint: string],
  ...[priority: number, weight: number, account: string | null, dailyLimit: number | null],
  ...[minuteLimit: number | null, tokenMinuteLimit: number | null, concurrencyLimit: number | null],
  ...[models: string | null, expiresAt: number | null, sealedHex: string | null, state: string | null],
  // with no state that is kept, what follows is null
  ...[requests: number, successes: number, failures: number, tokensIn: number, tokensOut: number],
  ...[costUsd: number, dayUsed: number, dayResetAt: number],
]

const COLUMNS = [
  ...['k.id', 'k.service', 'k.name', 'k.masked', 'k.source', 'k.fingerprint', 'k.priority', 'k.weight'],
  ...['k.account', 'k.daily_limit', 'k.minute_limit', 'k.token_minute_limit', 'k.concurrency_limit'],
  ...['k.models', 'k.expires_at', 'SEALED', 's.state', 's.requests', 's.successes', 's.failures'],
  ...['s.tokens_in', 's.tokens_out', 's.cost_usd', 's.day_used', 's.day_reset_at'],
]

type JsonSql = { list: string; row: string; hex: string; asText: string }

const JSON_SQL: Record<Dialect, JsonSql> = {
  sqlite: { list: 'json_group_array', row: 'json_array', hex: 'hex(k.sealed)', asText: '' },
  postgres: { list: 'json_agg', row: 'json_build_array', hex: "encode(k.sealed, 'hex')", asText: '::text' },
}

async function readPage(session: RawSession, after: string): Promise<{ rows: readonly Row[]; last: string | null }> {
  const page = await readRows(session, 'after', after)
  return { rows: page.rows, last: page.rows.length < PAGE_ROWS ? null : page.last }
}

/** One JSON text of lists, built by the database: 100,000 keys as ordinary rows take several times as long. */
async function readRows({ db, dialect }: RawSession, which: 'after' | 'among', id: string) {
  const { list, row, hex, asText } = JSON_SQL[dialect]
  const condition = which === 'after' ? `id > ${place({ dialect }, 1)}` : `id IN (${listed({ dialect })})`
  const sealed = `CASE WHEN k.sealed IS NULL THEN NULL ELSE ${hex} END`
  const columns = COLUMNS.map(column => (column === 'SEALED' ? sealed : column)).join(', ')
  const sql = `SELECT max(k.id) AS last, ${list}(${row}(${columns}))${asText} AS rows
    FROM (SELECT * FROM keys WHERE removed_at IS NULL AND ${condition} ORDER BY id LIMIT ${PAGE_ROWS}) AS k
    LEFT JOIN key_states AS s ON s.key_id = k.id`
  const [answer] = await db.$queryRawUnsafe<{ last: string | null; rows: string | null }[]>(sql, id)
  const rows: Row[] = JSON.parse(answer?.rows ?? '[]')
  return { rows, last: answer?.last ?? null }
}

function readRow(row: Row): LoadedKey {
  const [sealedHex, state] = [row[15], row[16]]
  return {
    key: keyOf(row),
    state: state === null ? null : stateOf(row, state),
    sealed: sealedHex === null ? null : Uint8Array.from(Buffer.from(sealedHex, 'hex')),
    fingerprint: row[5],
  }
}

/** Written out: an object made by spreading takes several times the memory, and there may be 100,000. */
function keyOf(row: Row): Key {
  const [id, service, name, masked, source, , priority, weight, account, dailyLimit, minuteLimit, ...more] = row
  const [tokenMinuteLimit, concurrencyLimit, models, expiresAt] = more
  return {
    id,
    service: shared(service),
    name,
    masked,
    source: source === 'env' ? 'env' : 'vault',
    priority,
    weight,
    account,
    dailyLimit,
    minuteLimit,
    tokenMinuteLimit,
    concurrencyLimit,
    models: models === null ? null : JSON.parse(models),
    expiresAt,
  }
}

function stateOf(row: Row, text: string): KeyState | null {
  return readKeyState(text, {
    totals: {
      requests: row[17],
      successes: row[18],
      failures: row[19],
      tokensIn: row[20],
      tokensOut: row[21],
      costUsd: row[22],
    },
    day: { used: row[23], resetAt: row[24] },
  })
}

const services = new Map<string, string>()

/** One text for all keys of a service. */
function shared(service: string): string {
  const known = services.get(service)
  if (known === undefined) services.set(service, service)
  return known ?? service
}
