import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { type RollupSums, type RollupTally, type SubjectTally, tallySubjects } from './rollup-tally'
import type { RawSession } from './session'

/** Adds a batch's sums to those that are kept. */
export async function addRollups(session: RawSession, tallies: readonly RollupTally[]): Promise<void> {
  if (tallies.length === 0) return
  const sql = `${insertFromJson(session.dialect, 'rollups', ROLLUP_COLUMNS)}
    ON CONFLICT (grain, bucket_at, service, key_id, model, caller, outcome) DO UPDATE SET ${addTo('rollups')}`
  await session.db.$executeRawUnsafe(sql, jsonRows(ROLLUP_COLUMNS, tallies))
  await addSubjects(session, tallySubjects(tallies))
}

async function addSubjects(session: RawSession, tallies: readonly SubjectTally[]): Promise<void> {
  const sql = `${insertFromJson(session.dialect, 'subject_rollups', SUBJECT_COLUMNS)}
    ON CONFLICT (grain, subject, name, bucket_at, outcome) DO UPDATE SET ${addTo('subject_rollups')}`
  await session.db.$executeRawUnsafe(sql, jsonRows(SUBJECT_COLUMNS, tallies))
}

export const DURATION_COLUMNS = [
  'within_100',
  'within_250',
  'within_500',
  'within_1000',
  'within_2500',
  'within_5000',
  'within_10000',
  'within_30000',
  'longer',
]

const FIRST_BYTE_COLUMNS = [
  'first_100',
  'first_250',
  'first_500',
  'first_1000',
  'first_2500',
  'first_5000',
  'first_10000',
  'first_30000',
  'first_longer',
]

const SUMS: readonly JsonColumn<RollupSums>[] = [
  { name: 'attempts', type: 'integer', read: tally => tally.attempts },
  { name: 'units', type: 'integer', read: tally => tally.units },
  { name: 'tokens_in', type: 'integer', read: tally => tally.tokensIn },
  { name: 'tokens_out', type: 'integer', read: tally => tally.tokensOut },
  { name: 'cost_usd', type: 'real', read: tally => tally.costUsd },
  { name: 'total_ms_sum', type: 'real', read: tally => tally.totalMsSum },
  { name: 'first_byte_ms_sum', type: 'real', read: tally => tally.firstByteMsSum },
  { name: 'first_byte_count', type: 'integer', read: tally => tally.firstByteCount },
  ...DURATION_COLUMNS.map((name, bucket): JsonColumn<RollupSums> => {
    return { name, type: 'integer', read: tally => tally.durations[bucket] ?? 0 }
  }),
  ...FIRST_BYTE_COLUMNS.map((name, bucket): JsonColumn<RollupSums> => {
    return { name, type: 'integer', read: tally => tally.firstBytes[bucket] ?? 0 }
  }),
]
const LONGEST: JsonColumn<RollupSums> = { name: 'total_ms_max', type: 'real', read: tally => tally.totalMsMax }

const ROLLUP_COLUMNS: readonly JsonColumn<RollupTally>[] = [
  { name: 'grain', type: 'text', read: tally => tally.grain },
  { name: 'bucket_at', type: 'integer', read: tally => tally.bucketAt },
  { name: 'service', type: 'text', read: tally => tally.service },
  { name: 'key_id', type: 'text', read: tally => tally.keyId },
  { name: 'model', type: 'text', read: tally => tally.model },
  { name: 'caller', type: 'text', read: tally => tally.caller },
  { name: 'outcome', type: 'text', read: tally => tally.outcome },
  LONGEST,
  ...SUMS,
]

const SUBJECT_COLUMNS: readonly JsonColumn<SubjectTally>[] = [
  { name: 'grain', type: 'text', read: tally => tally.grain },
  { name: 'subject', type: 'text', read: tally => tally.subject },
  { name: 'name', type: 'text', read: tally => tally.name },
  { name: 'bucket_at', type: 'integer', read: tally => tally.bucketAt },
  { name: 'outcome', type: 'text', read: tally => tally.outcome },
  LONGEST,
  ...SUMS,
]

function addTo(table: 'rollups' | 'subject_rollups'): string {
  const sums = SUMS.map(({ name }) => `${name} = ${table}.${name} + excluded.${name}`)
  const longest = `CASE WHEN excluded.total_ms_max > ${table}.total_ms_max
    THEN excluded.total_ms_max ELSE ${table}.total_ms_max END`
  return [...sums, `total_ms_max = ${longest}`].join(', ')
}
