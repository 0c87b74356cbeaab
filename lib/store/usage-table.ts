import type { Ending } from '@/lib/engine/attempt'
import { place } from './columns'
import { DURATION_COLUMNS } from './rollup-rows'
import type { Session } from './session'
import type { UsageSpan } from './usage-spans'
import { type UsageSubject, type UsageSums, usageBucketOf } from './usage-tally'

const USAGE_SORTS = ['requests', 'firstTry', 'rescued', 'lost', 'success', 'tokensIn', 'tokensOut', 'cost'] as const
type UsageSort = (typeof USAGE_SORTS)[number]

type Meant = {
  subject: UsageSubject
  /** What is added up. */
  spans: readonly UsageSpan[]
  service?: string | undefined
}

type UsageTableFilter = Meant & { sort: UsageSort; isDescending: boolean; offset: number; limit: number }

type UsageTableRow = UsageSums & { service: string; name: string }

/** More rows of several buckets take too long to add up, and everything else waits for it. */
const SUMMED_ROWS_MAX = 20_000

/** Whether it can be added up at once: one day or month always, several where few enough were used in them. */
export async function isSummable(session: Session, meant: Meant): Promise<boolean> {
  if (isOneBucket(meant)) return true
  const { where, values } = whereOf(session, meant)
  const [found] = await session.db.$queryRawUnsafe<{ rows: bigint }[]>(
    `SELECT COUNT(*) AS rows FROM (SELECT 1 FROM usage_rollups WHERE ${where} LIMIT ${SUMMED_ROWS_MAX + 1}) AS found`,
    ...values,
  )
  return Number(found?.rows ?? 0) <= SUMMED_ROWS_MAX
}

/** The rows of all keys, callers or models in some time: a page of them, how many there are, and all together. */
export async function readUsageTable(
  session: Session,
  filter: UsageTableFilter,
): Promise<{ rows: UsageTableRow[]; count: number; totals: UsageSums }> {
  const { isDescending, offset, limit } = filter
  const { where, values } = whereOf(session, filter)
  const direction = isDescending ? 'DESC' : 'ASC'
  const sums = SUMMED.map(column => `CAST(COALESCE(SUM(${column}), 0) AS double precision) AS ${column}`).join(', ')
  const each = isOneBucket(filter)
    ? `SELECT service, name, total_ms_max, ${SUMMED.join(', ')} FROM usage_rollups WHERE ${where}`
    : `SELECT service, name, MAX(total_ms_max) AS total_ms_max, ${sums}
        FROM usage_rollups WHERE ${where} GROUP BY service, name`
  const rows = await session.db.$queryRawUnsafe<Row[]>(
    `SELECT * FROM (${each}) AS summed
      ORDER BY ${orderOf(filter)} ${direction}, name, service LIMIT ${limit} OFFSET ${offset}`,
    ...values,
  )
  const [all] = await session.db.$queryRawUnsafe<(Row & { rows: bigint })[]>(
    `SELECT COUNT(*) AS rows, '' AS service, '' AS name, MAX(total_ms_max) AS total_ms_max, ${sums}
      FROM (${each}) AS summed`,
    ...values,
  )
  if (!all) throw new Error('a sum has one row')
  return { rows: rows.map(toRow), count: Number(all.rows), totals: toRow(all) }
}

function isOneBucket({ spans: [first, second] }: Meant): boolean {
  return first !== undefined && second === undefined && isOne(first)
}

function isOne({ grain, since, until }: UsageSpan): boolean {
  return usageBucketOf(until - 1, grain) === since
}

/** Which rows are meant: those of one bucket at once by the beginning of their index. */
function whereOf(session: Session, { subject, spans, service }: Meant) {
  const values: unknown[] = []
  const given = (value: unknown) => place(session, values.push(value))
  const parts = spans.map(
    span => `(grain = ${given(span.grain)} AND subject = ${given(subject)} AND ${bucketsOf(span, given)})`,
  )
  const only = service === undefined ? '' : ` AND service = ${given(service)}`
  return { where: `(${parts.join(' OR ')})${only}`, values }
}

function bucketsOf(span: UsageSpan, given: (value: unknown) => string): string {
  const since = given(BigInt(span.since))
  return isOne(span) ? `bucket_at = ${since}` : `bucket_at >= ${since} AND bucket_at < ${given(BigInt(span.until))}`
}

const COUNTS = ['first_try', 'rescued', 'declined', 'refused', 'lost', 'gone'] as const
const SUMMED = [
  ...['attempts', 'successes', 'failures', 'tokens_in', 'tokens_out', 'unpriced_tokens', 'cost_usd'],
  ...COUNTS,
  ...DURATION_COLUMNS,
]

/** What never had a chance to fail or succeed comes last in both orders. */
function orderOf({ sort, subject, isDescending }: UsageTableFilter): string {
  const worst = isDescending ? -1 : 2
  const [good, bad] = subject === 'key' ? ['successes', 'failures'] : ['(first_try + rescued)', 'lost']
  const rate = `CASE WHEN ${good} + ${bad} = 0 THEN ${worst} ELSE 1.0 * ${good} / (${good} + ${bad}) END`
  const columns: Record<UsageSort, string> = {
    requests: `(${COUNTS.join(' + ')})`,
    firstTry: 'first_try',
    rescued: 'rescued',
    lost: 'lost',
    success: rate,
    tokensIn: 'tokens_in',
    tokensOut: 'tokens_out',
    cost: 'cost_usd',
  }
  return columns[sort]
}

type Row = { service: string; name: string } & Record<string, unknown>

function toRow(row: Row): UsageTableRow {
  const of = (column: string) => Number(row[column] ?? 0)
  const endings: Record<Ending, number> = {
    'first-try': of('first_try'),
    rescued: of('rescued'),
    declined: of('declined'),
    refused: of('refused'),
    lost: of('lost'),
    left: of('gone'),
  }
  return {
    ...{ service: row.service, name: row.name, endings },
    ...{ attempts: of('attempts'), successes: of('successes'), failures: of('failures') },
    ...{ tokensIn: of('tokens_in'), tokensOut: of('tokens_out'), unpricedTokens: of('unpriced_tokens') },
    ...{ costUsd: of('cost_usd'), totalMsMax: of('total_ms_max'), durations: DURATION_COLUMNS.map(of) },
  }
}
