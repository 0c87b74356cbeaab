import { HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import { bucketSpans } from './bucket-spans'
import { type ColumnRow, place, toColumn } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { MinuteTally } from './rollup-tally'
import type { RawSession, Session } from './session'
import { bucketOf, GRAINS, type Grain } from './tally'

/** What is counted by value: requests by all, and attempts by `outcome`, because a request may have several. */
const FACET_DIMENSIONS = ['outcome', 'ending', 'model', 'caller'] as const
type FacetDimension = (typeof FACET_DIMENSIONS)[number]

type FacetTally = {
  grain: Grain
  bucketAt: Instant
  service: string
  dimension: FacetDimension
  value: string
  count: number
}

/** Counts a batch: values without their keys, so that reading costs the same however many keys there are. */
export async function addFacets(session: RawSession, minutes: readonly MinuteTally[]): Promise<void> {
  if (minutes.length === 0) return
  const sql = `${insertFromJson(session.dialect, 'facets', COLUMNS)}
    ON CONFLICT (grain, bucket_at, service, dimension, value) DO UPDATE SET count = facets.count + excluded.count`
  await session.insert(sql, jsonRows(COLUMNS, tallyFacets(minutes)))
}

/** Ordered by what they are of: two processes that write at once lock rows in the same order. */
function tallyFacets(minutes: readonly MinuteTally[]): FacetTally[] {
  const tallies = new Map<string, FacetTally>()
  for (const minute of minutes) {
    const { service, outcome, model, caller, endings } = minute
    const count = (dimension: FacetDimension, value: string, by: number) => {
      if (by === 0) return
      for (const grain of GRAINS) {
        const bucketAt = bucketOf(minute.bucketAt, grain)
        add(tallies, { grain, bucketAt, service, dimension, value, count: by })
      }
    }
    let requests = 0
    for (const [ending, ended] of endings) {
      count('ending', ending, ended)
      requests += ended
    }
    count('outcome', outcome, minute.attempts)
    if (model !== '') count('model', model, requests)
    if (caller !== '') count('caller', caller, requests)
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

function add(tallies: Map<string, FacetTally>, more: FacetTally): void {
  const id = `${more.grain} ${more.bucketAt} ${more.service} ${more.dimension} ${more.value}`
  const tally = tallies.get(id)
  if (tally) tally.count += more.count
  else tallies.set(id, more)
}

const COLUMNS: readonly JsonColumn<FacetTally>[] = [
  { name: 'grain', type: 'text', read: tally => tally.grain },
  { name: 'bucket_at', type: 'integer', read: tally => tally.bucketAt },
  { name: 'service', type: 'text', read: tally => tally.service },
  { name: 'dimension', type: 'text', read: tally => tally.dimension },
  { name: 'value', type: 'text', read: tally => tally.value },
  { name: 'count', type: 'integer', read: tally => tally.count },
]

/** How many attempts of a minute ended with an outcome, or requests in an ending. */
export type MinuteCount = {
  bucketAt: Instant
  service: string
  dimension: 'outcome' | 'ending'
  value: string
  count: number
}

/** Those of all processes in the minutes since an instant. */
export async function readMinuteCounts(session: RawSession, since: Instant): Promise<MinuteCount[]> {
  const sql = `SELECT bucket_at, service, dimension, value, count FROM facets
    WHERE grain = 'minute' AND bucket_at >= ${place(session, 1)} AND dimension IN ('outcome', 'ending')`
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>(sql, toColumn(since))
  return rows.map(({ bucket_at, service, dimension, value, count }) => ({
    bucketAt: Number(bucket_at),
    service: String(service),
    dimension: dimension === 'ending' ? 'ending' : 'outcome',
    value: String(value),
    count: Number(count),
  }))
}

export type FacetCount = { service: string; dimension: string; value: string; count: number }

/** How many had which value between two instants, to the minute (to the hour beyond what minutes are kept). */
export async function countFacets(
  session: Session,
  { since, until }: { since: Instant; until: Instant },
): Promise<FacetCount[]> {
  const spans = bucketSpans(since, until, session.now() - MINUTES_SURELY_KEPT_MS)
  if (spans.length === 0) return []
  const rows = await session.db.facet.groupBy({
    by: ['service', 'dimension', 'value'],
    where: {
      OR: spans.map(span => ({
        grain: span.grain,
        bucketAt: { gte: toColumn(span.since), lt: toColumn(span.until) },
      })),
    },
    _sum: { count: true },
  })
  return rows.map(({ service, dimension, value, _sum }) => ({
    service,
    dimension,
    value,
    count: Number(_sum.count ?? 0),
  }))
}

const MINUTES_SURELY_KEPT_MS = 6 * 24 * HOUR_MS
