import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { RollupSums } from './rollup-tally'
import { SUMMED, type Summed, toSums } from './rollups'
import type { Dialect, Session } from './session'
import type { Grain } from './tally'

/** What one bucket's attempts of one outcome add up to. */
export type OutcomeSums = { bucketAt: Instant; outcome: string; sums: RollupSums }

/**
 * The sums of one key. The buckets are named one by one: each is then one step down the primary key, where a range
 * would read the rows of every key.
 */
export async function readKeyUsage(
  session: Session,
  { grain, buckets, service, keyId }: { grain: Grain; buckets: readonly Instant[]; service: ServiceId; keyId: KeyId },
): Promise<OutcomeSums[]> {
  const { isOneOf, place } = SQL[session.dialect]
  const from = `rollups
    WHERE grain = ${place(1)} AND bucket_at ${isOneOf(place(2))} AND service = ${place(3)} AND key_id = ${place(4)}`
  return readSums(session, from, [grain, JSON.stringify(buckets), service, keyId])
}

/** The sums of one service or one caller; without a name, of all services together. */
export async function readSubjectUsage(
  session: Session,
  range: { grain: Grain; since: Instant; until: Instant; subject: 'service' | 'caller'; name?: string },
): Promise<OutcomeSums[]> {
  const { grain, since, until, subject, name } = range
  const { place } = SQL[session.dialect]
  const only = name === undefined ? '' : `AND name = ${place(5)}`
  const from = `subject_rollups
    WHERE grain = ${place(1)} AND subject = ${place(2)} AND bucket_at >= ${place(3)} AND bucket_at < ${place(4)} ${only}`
  return readSums(session, from, [grain, subject, BigInt(since), BigInt(until), ...(name === undefined ? [] : [name])])
}

/** One JSON text, built by the database: thousands of rows of thirty columns each take ten times as long. */
async function readSums(session: Session, from: string, values: readonly unknown[]): Promise<OutcomeSums[]> {
  const { list, array, asText } = SQL[session.dialect]
  const sql = `SELECT ${list}(${array}(bucket_at, outcome, longest_ms, ${NAMES}))${asText} AS rows
    FROM (SELECT bucket_at, outcome, MAX(total_ms_max) AS longest_ms, ${SUMS} FROM ${from}
      GROUP BY bucket_at, outcome) AS summed`
  const [answer] = await session.db.$queryRawUnsafe<{ rows: string | null }[]>(sql, ...values)
  const rows: Row[] = JSON.parse(answer?.rows ?? '[]')
  return rows.map(toOutcomeSums)
}

type UsageSql = {
  list: string
  array: string
  asText: string
  place(number: number): string
  isOneOf(list: string): string
}

const SQL: Record<Dialect, UsageSql> = {
  sqlite: {
    list: 'json_group_array',
    array: 'json_array',
    asText: '',
    place: () => '?',
    isOneOf: list => `IN (SELECT value FROM json_each(${list}))`,
  },
  postgres: {
    list: 'json_agg',
    array: 'json_build_array',
    asText: '::text',
    place: number => `$${number}`,
    isOneOf: list => `= ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST(${list} AS jsonb)) AS bigint)))`,
  },
}

const FIELDS = Object.keys(SUMMED)
const NAMES = FIELDS.map(columnOf).join(', ')
/** As numbers of one kind in both databases: a sum of integers is exact up to 2^53. */
const SUMS = FIELDS.map(columnOf)
  .map(column => `CAST(SUM(${column}) AS double precision) AS ${column}`)
  .join(', ')

/** `tokensIn` → `tokens_in`, `within100` → `within_100` */
function columnOf(field: string): string {
  return field.replace(/[A-Z]|\d+/g, part => `_${part.toLowerCase()}`)
}

type Row = [bucketAt: number, outcome: string, longestMs: number | null, ...sums: (number | null)[]]

function toOutcomeSums([bucketAt, outcome, longestMs, ...sums]: Row): OutcomeSums {
  const named = Object.fromEntries(FIELDS.map((field, index) => [field, sums[index] ?? null]))
  return { bucketAt, outcome, sums: toSums(asSummed(named), longestMs) }
}

/** Its fields are those of `SUMMED`, in their order. */
function asSummed(named: Record<string, number | null>): Summed {
  return named as Summed
}
