import type { Attempt, Ending } from '@/lib/engine/attempt'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Dialect, Session } from './session'

/** What one attempt of a request must be for the request to be found; absent: anything. */
export type RequestFilter = {
  service?: string | undefined
  keyId?: string | undefined
  model?: string | undefined
  caller?: string | undefined
  outcome?: Attempt['outcome'] | undefined
  ending?: Ending | undefined
  /** Started at or after. */
  since: Instant
  /** Started before. */
  until: Instant
}

/** A place among attempts, newest first. */
export type AttemptPlace = { startedAt: Instant; id: string }

/** Matching attempts, newest first, and how far was looked: `null` to the end of the time asked for. */
export type Found = { matches: (AttemptPlace & { requestId: string })[]; lookedTo: AttemptPlace | null }

/**
 * Attempts looked at for one page. What two common filters have in common may be rare: then a page says how far it
 * looked and the next one goes on from there, instead of one question reading a million rows.
 */
export const LOOKED_AT_MAX = 3000

/** How many of its newest rows tell how rare a filter is. */
const PROBED = 500

/** Finds attempts that match, newest first, after a place; at most `limit`. */
export async function searchAttempts(
  session: Session,
  filter: RequestFilter,
  after: AttemptPlace | null,
  limit: number,
): Promise<Found> {
  const tests = testsOf(filter)
  const driver = await rarest(session, tests, filter, after)
  const others = tests.filter(test => test !== driver)
  const sql = new Sql(session.dialect)
  const inner = `${sql.newest(driver, filter, after, 'id, request_id, started_at, service, key_id, model, caller, outcome, ending')} LIMIT ${LOOKED_AT_MAX}`
  const conditions = others.map(test => sql.condition(test)).join(' AND ')
  const text = `SELECT id, request_id, started_at FROM (${inner}) AS newest
    ${others.length === 0 ? '' : `WHERE ${conditions}`} ORDER BY started_at DESC, id DESC LIMIT ${limit}`
  const rows = await session.db.$queryRawUnsafe<FoundRow[]>(text, ...sql.values)
  const matches = rows.map(row => ({ id: row.id, requestId: row.request_id, startedAt: Number(row.started_at) }))
  if (matches.length === limit) return { matches, lookedTo: matches.at(-1) ?? null }
  return { matches, lookedTo: await placeAt(session, driver, filter, after, LOOKED_AT_MAX) }
}

type FoundRow = { id: string; request_id: string; started_at: bigint }
type Test = { column: string; value: string; isIndexed: boolean; hint: string }

/** What is common has no index: nearly every row is of it, so that it is found at once among all. */
function testsOf({ service, keyId, model, caller, outcome, ending }: RequestFilter): Test[] {
  const test = (column: string, value: string | undefined, isIndexed = true, hint = ''): Test[] =>
    value === undefined ? [] : [{ column, value, isIndexed, hint }]
  return [
    ...test('key_id', keyId),
    ...test('outcome', outcome, outcome !== 'success', ` AND outcome <> 'success'`),
    ...test('ending', ending, ending !== 'first-try', ` AND ending <> 'first-try'`),
    ...test('caller', caller),
    ...test('model', model),
    ...test('service', service),
  ]
}

/** The test whose newest rows reach back farthest has the fewest: looking through those finds all. */
async function rarest(
  session: Session,
  tests: readonly Test[],
  filter: RequestFilter,
  after: AttemptPlace | null,
): Promise<Test | null> {
  const indexed = tests.filter(({ isIndexed }) => isIndexed)
  if (indexed.length < 2) return indexed[0] ?? null
  let best: { test: Test; reachesTo: Instant } | null = null
  for (const test of indexed) {
    const place = await placeAt(session, test, filter, after, PROBED)
    if (place === null) return test
    if (best === null || place.startedAt < best.reachesTo) best = { test, reachesTo: place.startedAt }
  }
  return best?.test ?? null
}

/** Where the so-manieth newest row of a test is; `null` when there are not so many. */
async function placeAt(
  session: Session,
  test: Test | null,
  filter: RequestFilter,
  after: AttemptPlace | null,
  count: number,
): Promise<AttemptPlace | null> {
  const sql = new Sql(session.dialect)
  const text = `${sql.newest(test, filter, after, 'id, started_at')} LIMIT 1 OFFSET ${count - 1}`
  const [row] = await session.db.$queryRawUnsafe<FoundRow[]>(text, ...sql.values)
  return row ? { id: row.id, startedAt: Number(row.started_at) } : null
}

/** A statement being written: its values in the order of their places. */
class Sql {
  readonly values: (string | bigint)[] = []

  constructor(private readonly dialect: Dialect) {}

  newest(test: Test | null, filter: RequestFilter, after: AttemptPlace | null, columns: string): string {
    const conditions = [
      `started_at >= ${this.place(BigInt(filter.since))}`,
      `started_at < ${this.place(BigInt(filter.until))}`,
      ...(test === null ? [] : [`${this.condition(test)}${test.hint}`]),
      ...(after === null ? [] : [this.after(after)]),
    ]
    return `SELECT ${columns} FROM attempts WHERE ${conditions.join(' AND ')} ORDER BY started_at DESC, id DESC`
  }

  condition({ column, value }: Test): string {
    return `${column} = ${this.place(value)}`
  }

  private after({ startedAt, id }: AttemptPlace): string {
    const at = BigInt(startedAt)
    const notLater = `started_at <= ${this.place(at)}`
    return `${notLater} AND (started_at < ${this.place(at)} OR id < ${this.place(id)})`
  }

  private place(value: string | bigint): string {
    this.values.push(value)
    return this.dialect === 'sqlite' ? '?' : `$${this.values.length}`
  }
}
