import { contendersOf } from '@/lib/engine/choice'
import { RUNNERS_UP_KEPT } from '@/lib/engine/defaults'
import type { Lease, OutCounts } from '@/lib/engine/lease'
import { scoreOf } from '@/lib/engine/score'
import { type Candidate, countOut, selectFew } from '@/lib/engine/select'
import type { Cooldown, Event, Instant, Key, KeyId, ServiceId, Strategy } from '@/lib/engine/vocabulary'
import { isMoreWorth, type NaiveLease, SERVICE_CAUSES, usedToday, type Wish, worth } from './naive-model.fixture'
import type { Pools } from './pools'

/** What the pools promise at every moment, as checks that throw. */

/** As `expect(actual).toBe(expected)`, at a fraction of its cost: it is asked millions of times. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected)) throw new Error(`${what}: ${actual} where ${expected} is right`)
}

/** The count of resting keys is what a look at each would find. */
export function countsResting(pools: Pools, services: readonly ServiceId[], now: Instant): void {
  for (const service of services) {
    const resting = pools.keysOf(service).filter(({ state, account }) => {
      const cooldowns = [...state.cooldowns, ...(account?.cooldowns ?? [])]
      return state.status !== 'active' || cooldowns.some(({ until }) => until > now)
    })
    same(pools.restingCount(service), resting.length, `resting keys of ${service}`)
  }
}

/** Every lease is counted, on its key and its account, until it is settled or taken back. */
export function holdsLeases(pools: Pools, keys: Iterable<Candidate>, leases: readonly NaiveLease[]): void {
  const out = leases.filter(({ isExpired }) => !isExpired)
  same(pools.leaseCount(), out.length, 'leases out')
  for (const { key, state, account } of keys) {
    const mine = out.filter(({ lease }) => lease.keyId === key.id)
    same(state.inFlight, mine.length, `${key.id}: leases out`)
    same(state.inFlightUnits, unitsOf(mine), `${key.id}: units out`)
    if (account === null) continue
    const shared = out.filter(naive => naive.account === key.account && naive.lease.service === key.service)
    same(account.inFlight, shared.length, `${key.account}: leases out`)
    same(account.inFlightUnits, unitsOf(shared), `${key.account}: units out`)
  }
}

/** Attempts are successes or failures, and none is lost or counted twice. */
export function conservesCounts({ key, state }: Candidate, counted: Counted | undefined): void {
  same(state.totals.successes, counted?.successes ?? 0, `${key.id}: successes`)
  same(state.totals.failures, counted?.failures ?? 0, `${key.id}: failures`)
  same(state.totals.requests, state.totals.successes + state.totals.failures, `${key.id}: requests`)
}
export type Counted = { successes: number; failures: number }

/** No quota is passed by what is out together with what was used. */
export function staysWithinQuota({ key, state, account }: Candidate, now: Instant): void {
  for (const counted of account === null ? [state] : [state, account]) {
    const used = usedToday(counted, now) + counted.inFlightUnits
    same(used <= (key.dailyLimit ?? Number.POSITIVE_INFINITY), true, `${key.id}: ${used} of ${key.dailyLimit} a day`)
    const isBelow = counted.inFlight <= (key.concurrencyLimit ?? Number.POSITIVE_INFINITY)
    same(isBelow, true, `${key.id}: ${counted.inFlight} of ${key.concurrencyLimit} at once`)
  }
}

/** The chosen key was allowed, and no key that surely was allowed is worth more. */
export function isBestOf(allowed: readonly Candidate[], chosen: Candidate, strategy: Strategy, now: Instant): void {
  same(allowed.includes(chosen), true, `${chosen.key.id} may be picked`)
  const best = worth(chosen, strategy, now)
  const better = allowed.find(other => hasSureRoom(other.key) && isMoreWorth(worth(other, strategy, now), best))
  same(better?.key.id, undefined, `better than ${chosen.key.id} under ${strategy}`)
}

/** The lease tells who stood behind the chosen key, best first, and how many could not work: as a look at each would. */
export function choiceIsTrue(before: readonly Candidate[], lease: Lease, wish: Wish, now: Instant): void {
  // for more than one unit the index asks only the best few whether they fit
  if (wish.units !== 1 || before.length < 2) return
  const { choice, strategy, keyId } = lease
  const few = selectFew(before, wish, strategy, wish.excluded, now, 1 + RUNNERS_UP_KEPT)
  const contenders = contendersOf(choice, lease)
  same(contenders.length, few.length, `contenders beside ${keyId}`)
  for (const [index, contender] of contenders.entries()) {
    const candidate = before.find(({ key }) => key.id === contender.keyId)
    const expected = few[index]
    if (candidate === undefined || expected === undefined) throw new Error(`${contender.keyId} is no contender`)
    const worthOf = (each: Candidate) => worth(each, strategy, now).join()
    same(worthOf(candidate), worthOf(expected), `place ${index} beside ${keyId}`)
    const { total } = scoreOf(candidate.key, candidate.state, candidate.account, now)
    same(Math.abs(total - contender.score.total) <= 0.01, true, `${contender.keyId}: the score as it was`)
  }
  const countAll = (counts: OutCounts) => Object.values(counts).reduce((sum, count) => sum + count, 0)
  same(countAll(choice.outCounts), countAll(countOut(before, wish, wish.excluded, now)), `out beside ${keyId}`)
  same(choice.keyCount, before.length, 'keys of the service')
}

/** The pools' sliding minute is up to one slice longer than the naive one, and tokens are not modelled. */
export function hasSureRoom(key: Key): boolean {
  return key.minuteLimit === null && key.tokenMinuteLimit === null
}

/** Terminal states are never overwritten, except by whoever may. */
export function keepsStatus(was: Candidate, is: Candidate): void {
  if (was.state.status === 'active') return
  // only a person pauses, and may put aside what is out
  if (is.state.status === 'paused' && was.state.status !== 'paused') return
  same(is.state.status, was.state.status, `${is.key.id}: status`)
  same(is.state.statusReason, was.state.statusReason, `${is.key.id}: reason of its status`)
}

/** Running rests are never shortened, except guesses after a service's failure, when the circuit opens instead. */
export function keepsRests(was: Candidate, is: Candidate, events: readonly Event[], now: Instant): void {
  const isLifted = events.some(event => event.kind === 'circuit-opened' && event.keyIds.includes(is.key.id))
  const accounts = was.key.account === is.key.account ? (was.account?.cooldowns ?? []) : []
  const kept = [...is.state.cooldowns, ...(is.account?.cooldowns ?? [])]
  for (const rest of [...was.state.cooldowns, ...accounts]) {
    if (rest.until <= now || (isLifted && isGuessOfService(rest))) continue
    const { scope, model, until } = rest
    const isKept = kept.some(other => other.scope === scope && other.model === model && other.until >= until)
    same(isKept, true, `${is.key.id}: its rest until ${until} is kept`)
  }
}

function isGuessOfService({ reason, provenance }: Cooldown): boolean {
  return SERVICE_CAUSES.includes(reason) && provenance === 'guess'
}

function unitsOf(leases: readonly NaiveLease[]): number {
  return leases.reduce((sum, { lease }) => sum + lease.units, 0)
}

/** The keys as they are now. */
export function snapshotOf(pools: Pools, keyIds: Iterable<KeyId>): Map<KeyId, Candidate> {
  const all = new Map<KeyId, Candidate>()
  for (const keyId of keyIds) {
    const found = pools.find(keyId)
    if (found === null) throw new Error(`${keyId} is gone`)
    all.set(keyId, found)
  }
  return all
}
