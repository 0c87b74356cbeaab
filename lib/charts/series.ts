import { OUTCOME_GROUPS, type OutcomeGroup, type UsageBucket } from '@/lib/contract/usage'

/** What charts draw, made from the answer's buckets. A gap has no values at all, so that nothing is drawn there. */

/** A place on the time axis. */
export type Moment = { at: number; isGap: boolean }

export type OutcomePoint = Moment & Partial<Record<OutcomeGroup, number>>

/** Attempts by outcome. */
export function outcomePoints(buckets: readonly UsageBucket[]): OutcomePoint[] {
  return buckets.map(({ at, isGap, outcomes }) => ({ at: Date.parse(at), isGap, ...(isGap ? {} : outcomes) }))
}

/** The groups that occur, in their order; `answered` always, so that an idle chart has a legend. */
export function groupsIn(points: readonly OutcomePoint[]): OutcomeGroup[] {
  return OUTCOME_GROUPS.filter(group => group === 'answered' || points.some(point => (point[group] ?? 0) > 0))
}

export type LatencyPoint = Moment & {
  p50: number | null
  p95: number | null
  firstP50: number | null
  firstP95: number | null
}

/** Latency of answers; `null` where nothing was answered. */
export function latencyPoints(buckets: readonly UsageBucket[]): LatencyPoint[] {
  return buckets.map(({ at, isGap, total, firstByte }) => ({
    at: Date.parse(at),
    isGap,
    p50: total?.p50Ms ?? null,
    p95: total?.p95Ms ?? null,
    firstP50: firstByte?.p50Ms ?? null,
    firstP95: firstByte?.p95Ms ?? null,
  }))
}

export type SpendingPoint = Moment & { tokensIn?: number; tokensOut?: number; costUsd?: number }

/** Tokens and what they cost. */
export function spendingPoints(buckets: readonly UsageBucket[]): SpendingPoint[] {
  return buckets.map(({ at, isGap, tokensIn, tokensOut, costUsd }) => ({
    at: Date.parse(at),
    isGap,
    ...(isGap ? {} : { tokensIn, tokensOut, costUsd }),
  }))
}

/** The largest sum of some values at one point; 0 where there are none. */
export function highest<Point>(
  points: readonly Point[],
  values: (point: Point) => readonly (number | null | undefined)[],
) {
  return points.reduce(
    (most, point) =>
      Math.max(
        most,
        values(point).reduce<number>((sum, each) => sum + (each ?? 0), 0),
      ),
    0,
  )
}
