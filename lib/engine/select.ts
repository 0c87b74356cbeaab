import { unavailability, type Wanted } from './availability'
import { circuitReturnsAt } from './circuit'
import { EXHAUSTED_REASONS_SHOWN } from './defaults'
import type { Exhausted, OutCounts, Unavailability } from './lease'
import type { AccountState, Circuit, KeyState } from './state'
import { firstRank, secondRank } from './strategies'
import type { Instant, Key, KeyId, ServiceId, Strategy } from './vocabulary'

/** A key as a choice sees it. */
export type Candidate = { key: Key; state: KeyState; account: AccountState | null }

/**
 * The key to use now, or `null`. This is the definition of the choice, one look at every key; the live pools keep an
 * index that must always agree with it (`rotation/ranking.ts`).
 */
export function select(
  candidates: readonly Candidate[],
  wanted: Wanted,
  strategy: Strategy,
  excluded: ReadonlySet<KeyId>,
  now: Instant,
): Candidate | null {
  let best: Candidate | null = null
  for (const candidate of candidates) {
    if (excluded.has(candidate.key.id)) continue
    if (unavailability(candidate.key, candidate.state, candidate.account, wanted, now)) continue
    if (best === null || isBetter(candidate, best, strategy, now)) best = candidate
  }
  return best
}

/** The best few, best first: what the live pools' index says of the runners-up must agree with it too. */
export function selectFew(
  candidates: readonly Candidate[],
  wanted: Wanted,
  strategy: Strategy,
  excluded: ReadonlySet<KeyId>,
  now: Instant,
  count: number,
): Candidate[] {
  const few: Candidate[] = []
  const passed = new Set(excluded)
  while (few.length < count) {
    const best = select(candidates, wanted, strategy, passed, now)
    if (best === null) break
    few.push(best)
    passed.add(best.key.id)
  }
  return few
}

/** How many of these cannot work now, by reason; those that only were tried before count as such. */
export function countOut(
  candidates: readonly Candidate[],
  wanted: Wanted,
  tried: ReadonlySet<KeyId>,
  now: Instant,
): OutCounts {
  const counts: Partial<Record<Unavailability['reason'], number>> = {}
  for (const { key, state, account } of candidates) {
    const why = unavailability(key, state, account, wanted, now)?.reason ?? (tried.has(key.id) ? 'already-tried' : null)
    if (why !== null) counts[why] = (counts[why] ?? 0) + 1
  }
  return counts
}

/** Strictly better: equal candidates stay in their order. */
function isBetter(a: Candidate, b: Candidate, strategy: Strategy, now: Instant): boolean {
  const first =
    firstRank(strategy, a.key, a.state, a.account, now) - firstRank(strategy, b.key, b.state, b.account, now)
  if (first !== 0) return first > 0
  const second = secondRank(strategy, a.state, now) - secondRank(strategy, b.state, now)
  if (second !== 0) return second > 0
  return a.state.leaseOrder < b.state.leaseOrder
}

/** What to say when no key may work: every key's reason (the soonest to return first) and when to try again. */
export function exhausted(
  service: ServiceId,
  candidates: readonly Candidate[],
  wanted: Wanted,
  tried: ReadonlySet<KeyId>,
  now: Instant,
): Exhausted {
  const reasons = candidates
    .map(({ key, state, account }) => {
      const why = unavailability(key, state, account, wanted, now)
      const shown: Unavailability = why ?? { reason: 'already-tried', until: now }
      return { keyId: key.id, name: key.name, masked: key.masked, ...shown }
    })
    .filter(reason => reason.reason !== 'already-tried' || tried.has(reason.keyId))
  const shown = soonest(reasons, EXHAUSTED_REASONS_SHOWN)
  const first = shown[0]?.until ?? Number.POSITIVE_INFINITY
  // a limit of 0 has no room at any time: nobody need try again
  const retryAt = first === Number.POSITIVE_INFINITY ? null : first
  const outCounts = countOut(candidates, wanted, tried, now)
  const cause = causeOf(outCounts, retryAt)
  return { kind: 'exhausted', service, cause, retryAt, keyCount: candidates.length, outCounts, reasons: shown }
}

/** The first of them to end, in order: a pool may have 10,000 reasons, and sorting all would show no more. */
function soonest<T extends Unavailability>(reasons: readonly T[], count: number): T[] {
  const endOf = ({ until }: Unavailability) => until ?? Number.POSITIVE_INFINITY
  const first: T[] = []
  for (const reason of reasons) {
    const last = first.at(-1)
    if (first.length === count && last !== undefined && endOf(last) <= endOf(reason)) continue
    const after = first.findIndex(other => endOf(other) > endOf(reason))
    first.splice(after === -1 ? first.length : after, 0, reason)
    if (first.length > count) first.pop()
  }
  return first
}

/** What to say while the service's circuit is open: no key is asked, so none has a reason of its own. */
export function exhaustedByCircuit(service: ServiceId, keyCount: number, circuit: Circuit, now: Instant): Exhausted {
  const retryAt = circuitReturnsAt(circuit, now)
  return {
    kind: 'exhausted',
    service,
    cause: 'service-down',
    retryAt,
    keyCount,
    outCounts: { 'circuit-open': keyCount },
    reasons: [],
  }
}

const LIMIT_REASONS = new Set<Unavailability['reason']>([
  'rate-limited',
  'quota-exhausted',
  'daily-limit',
  'minute-limit',
  'token-limit',
  'concurrency-limit',
])

/** What keeps a whole pool out, by how many keys are out for each reason, and when the first returns by itself. */
export function causeOf(outCounts: OutCounts, retryAt: Instant | null): Exhausted['cause'] {
  for (const reason of LIMIT_REASONS) if (outCounts[reason]) return 'limits'
  return retryAt === null ? 'no-usable-key' : 'service-down'
}
