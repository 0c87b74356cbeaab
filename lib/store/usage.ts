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
  const sql = `SELECT ${SELECTED} FROM rollups
    WHERE grain = ${place(1)} AND bucket_at ${isOneOf(place(2))} AND service = ${place(3)} AND key_id = ${place(4)}
    GROUP BY bucket_at, outcome`
  const rows = await session.db.$queryRawUnsafe<Row[]>(sql, grain, JSON.stringify(buckets), service, keyId)
  return rows.map(toOutcomeSums)
}

/** The sums of one service or one caller; without a name, of all services together. */
export async function readSubjectUsage(
  session: Session,
  range: { grain: Grain; since: Instant; until: Instant; subject: 'service' | 'caller'; name?: string },
): Promise<OutcomeSums[]> {
  const { grain, since, until, subject, name } = range
  const { place } = SQL[session.dialect]
  const only = name === undefined ? '' : `AND name = ${place(5)}`
  const sql = `SELECT ${SELECTED} FROM subject_rollups
    WHERE grain = ${place(1)} AND subject = ${place(2)} AND bucket_at >= ${place(3)} AND bucket_at < ${place(4)} ${only}
    GROUP BY bucket_at, outcome`
  const values = [grain, subject, BigInt(since), BigInt(until), ...(name === undefined ? [] : [name])]
  return (await session.db.$queryRawUnsafe<Row[]>(sql, ...values)).map(toOutcomeSums)
}

const SQL: Record<Dialect, { place(number: number): string; isOneOf(list: string): string }> = {
  sqlite: { place: () => '?', isOneOf: list => `IN (SELECT value FROM json_each(${list}))` },
  postgres: {
    place: number => `$${number}`,
    isOneOf: list => `= ANY(ARRAY(SELECT CAST(jsonb_array_elements_text(CAST(${list} AS jsonb)) AS bigint)))`,
  },
}

/** As numbers of one kind in both databases: a sum of integers is exact up to 2^53. */
const SELECTED = [
  'bucket_at',
  'outcome',
  'MAX(total_ms_max) AS longest_ms',
  ...Object.keys(SUMMED).map(field => `CAST(SUM(${columnOf(field)}) AS double precision) AS "${field}"`),
].join(', ')

/** `tokensIn` → `tokens_in`, `within100` → `within_100` */
function columnOf(field: string): string {
  return field.replace(/[A-Z]|\d+/g, part => `_${part.toLowerCase()}`)
}

type Row = Summed & { bucket_at: bigint; outcome: string; longest_ms: number | null }

function toOutcomeSums({ bucket_at, outcome, longest_ms, ...sums }: Row): OutcomeSums {
  return { bucketAt: Number(bucket_at), outcome, sums: toSums(sums, longest_ms) }
}
