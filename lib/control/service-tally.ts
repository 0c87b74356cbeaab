import type { KeyCounts, KeyStanding } from '@/lib/contract/key-page'
import { usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import type { DayCount } from '@/lib/engine/state'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import { dayOf, exhaustedModel } from './pool-facts'
import { isResettable, lastRestEnd, type StandingUntil, standingUntil } from './standing'

/** A strip holds this many keys; of a larger pool those that do not serve come first. */
export const DOTS_MAX = 60
/** Lists of single keys are for acting on, not for reading through. */
export const LISTED_MAX = 8

/** A key as one look at its pool saw it. */
export type SeenKey = { candidate: Candidate } & StandingUntil
export type LimitedKey = { candidate: Candidate; day: DayCount; ratio: number; limit: number }

/** Everything that the overview says of a service's keys, from one look at each. */
export type ServiceTally = {
  id: ServiceId
  counts: KeyCounts
  /** Of the keys nobody paused: how many there are, are active without any rest, and serve some request. */
  keyCount: number
  healthyCount: number
  servingCount: number
  /** The mean share of the daily limits that is left. */
  headroom: number
  resettableCount: number
  /** The first instant at which a key returns by itself. */
  returnsAt: Instant | null
  isExhausted: boolean
  /** At most `DOTS_MAX` of each standing. */
  seen: Record<KeyStanding, SeenKey[]>
  /** At most `LISTED_MAX`, the nearest first; an account is named once. */
  nearest: LimitedKey[]
}

/** Where a service's quota day turns, and until when the service is left alone. */
export type TallyFrame = { zone: string; circuitUntil: Instant | null; now: Instant }

/** Counts how the keys of a service stand, each looked at once: `TallyMemory` comes to the same by what changed. */
export function tallyService(id: ServiceId, candidates: readonly Candidate[], frame: TallyFrame): ServiceTally {
  const { zone, circuitUntil, now } = frame
  const tally = emptyTally(id)
  const accounts = new Set<string>()
  let headroom = 0
  let servesAll = false
  for (const candidate of candidates) {
    const seen = { candidate, ...standingUntil(candidate, circuitUntil, now) }
    count(tally, seen, now)
    if (seen.standing === 'ready' && candidate.key.models === null) servesAll = true
    if (candidate.state.status === 'paused') continue
    tally.keyCount += 1
    headroom += noteLimit(tally, candidate, accounts, zone, now)
  }
  tally.headroom = tally.keyCount === 0 ? 0 : headroom / tally.keyCount
  tally.isExhausted = candidates.length > 0 && !servesAll && isExhausted(candidates, frame)
  return tally
}

function isExhausted(candidates: readonly Candidate[], { circuitUntil, now }: TallyFrame): boolean {
  return circuitUntil !== null || exhaustedModel(candidates, now) !== undefined
}

function count(tally: ServiceTally, seen: SeenKey, now: Instant): void {
  const { candidate, standing, until } = seen
  tally.counts.all += 1
  tally.counts[standing] += 1
  if (until !== null && (tally.returnsAt === null || until < tally.returnsAt)) tally.returnsAt = until
  if (tally.seen[standing].length < DOTS_MAX) tally.seen[standing].push(seen)
  if (standing === 'ready' || standing === 'partly') tally.servingCount += 1
  const isHealthy = standing !== 'idle' && standing !== 'out' && lastRestEnd(candidate, now) === null
  if (isHealthy) tally.healthyCount += 1
  else if (isResettable(candidate, now)) tally.resettableCount += 1
}

/** @returns the share of the key's daily limit that is left */
function noteLimit(
  tally: ServiceTally,
  candidate: Candidate,
  accounts: Set<string>,
  zone: string,
  now: Instant,
): number {
  const { key, state, account } = candidate
  if (key.dailyLimit === null) return 1
  const day = dayOf(candidate, zone, now)
  const left = shareLeft(candidate, { zone, now })
  const ratio = usageRatio(key, state, account, now)
  if (ratio > 0 && !(key.account !== null && accounts.has(key.account))) {
    if (key.account !== null) accounts.add(key.account)
    keepNearest(tally.nearest, { candidate, day, ratio, limit: key.dailyLimit })
  }
  return left
}

/** The share of a key's daily limit that is left; 1 where it has none. */
export function shareLeft(candidate: Candidate, { zone, now }: Pick<TallyFrame, 'zone' | 'now'>): number {
  const { dailyLimit } = candidate.key
  if (dailyLimit === null) return 1
  return dailyLimit <= 0 ? 0 : Math.min(1, Math.max(0, 1 - dayOf(candidate, zone, now).used / dailyLimit))
}

/** Keeps the list in order and within its bound. */
export function keepNearest(nearest: LimitedKey[], key: LimitedKey): void {
  const last = nearest.at(-1)
  if (nearest.length === LISTED_MAX && last && last.ratio >= key.ratio) return
  const after = nearest.findIndex(other => other.ratio < key.ratio)
  nearest.splice(after === -1 ? nearest.length : after, 0, key)
  if (nearest.length > LISTED_MAX) nearest.pop()
}

export function emptyTally(id: ServiceId): ServiceTally {
  return {
    id,
    counts: { all: 0, ready: 0, partly: 0, resting: 0, full: 0, idle: 0, out: 0 },
    keyCount: 0,
    healthyCount: 0,
    servingCount: 0,
    headroom: 0,
    resettableCount: 0,
    returnsAt: null,
    isExhausted: false,
    seen: { ready: [], partly: [], resting: [], full: [], idle: [], out: [] },
    nearest: [],
  }
}
