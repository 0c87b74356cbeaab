import type { Ending } from '@/lib/engine/attempt'
import type { Instant } from '@/lib/engine/vocabulary'
import { place } from './columns'
import { DURATION_COLUMNS } from './rollup-rows'
import type { Session } from './session'
import type { UsageGrain, UsageSubject, UsageSums } from './usage-tally'

const USAGE_SORTS = ['requests', 'firstTry', 'rescued', 'lost', 'success', 'tokensIn', 'tokensOut', 'cost'] as const
type UsageSort = (typeof USAGE_SORTS)[number]

type UsageTableFilter = {
  subject: UsageSubject
  grain: Exclude<UsageGrain, 'minute'>
  /** When its day or month began. */
  bucketAt: Instant
  service?: string | undefined
  sort: UsageSort
  isDescending: boolean
  offset: number
  limit: number
}

type UsageTableRow = UsageSums & { service: string; name: string }

/** One day's or month's rows of all keys, callers or models: a page of them, how many there are, and all together. */
export async function readUsageTable(
  session: Session,
  filter: UsageTableFilter,
): Promise<{ rows: UsageTableRow[]; count: number; totals: UsageSums }> {
  const { subject, grain, bucketAt, service, isDescending, offset, limit } = filter
  const values = [grain, subject, BigInt(bucketAt), ...(service === undefined ? [] : [service])]
  const where = `grain = ${place(session, 1)} AND subject = ${place(session, 2)} AND bucket_at = ${place(session, 3)}
    ${service === undefined ? '' : `AND service = ${place(session, 4)}`}`
  const direction = isDescending ? 'DESC' : 'ASC'
  const rows = await session.db.$queryRawUnsafe<Row[]>(
    `SELECT service, name, total_ms_max, ${SUMMED.join(', ')} FROM usage_rollups WHERE ${where}
      ORDER BY ${orderOf(filter)} ${direction}, name, service LIMIT ${limit} OFFSET ${offset}`,
    ...values,
  )
  const sums = SUMMED.map(column => `CAST(COALESCE(SUM(${column}), 0) AS double precision) AS ${column}`).join(', ')
  const [all] = await session.db.$queryRawUnsafe<(Row & { rows: bigint })[]>(
    `SELECT COUNT(*) AS rows, '' AS service, '' AS name, MAX(total_ms_max) AS total_ms_max, ${sums}
      FROM usage_rollups WHERE ${where}`,
    ...values,
  )
  if (!all) throw new Error('a sum has one row')
  return { rows: rows.map(toRow), count: Number(all.rows), totals: toRow(all) }
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
