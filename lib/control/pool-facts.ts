import type { AlertSnapshot, KeySnapshot } from '@/lib/engine/alert-rules'
import { unavailability } from '@/lib/engine/availability'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { quotaHeadroom, type ServiceFacts } from '@/lib/engine/health'
import type { Unavailability } from '@/lib/engine/lease'
import { rollDay } from '@/lib/engine/quota'
import { type Candidate, exhausted } from '@/lib/engine/select'
import type { Cooldown, Instant, KeyStatus, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'

/** A request for one unit that names no model: what "may it work now" means where nobody asks for a model. */
const ANY_MODEL = { model: null, units: 1 }
const NOTHING_TRIED: ReadonlySet<string> = new Set()

type PooledService = ReturnType<Pools['services']>[number]

/** A key's status as it is: one past its expiry is expired, even if nobody has asked for it since. */
export function statusOf({ key, state }: Candidate, now: Instant): KeyStatus {
  const isPast = key.expiresAt !== null && key.expiresAt <= now
  return state.status === 'active' && isPast ? 'expired' : state.status
}

/** Why a key may not work now for any request, its service's circuit included; `null` when it may for some. */
export function whyUnavailable(
  candidate: Candidate,
  circuitUntil: Instant | null,
  now: Instant,
): Unavailability | null {
  const { key, state, account } = candidate
  const own = unavailability(key, state, account, ANY_MODEL, now)
  if (own || circuitUntil === null) return own
  return { reason: 'circuit-open', until: circuitUntil }
}

/** Why a key may not work now for some request: a rest for one model counts as well. */
export function whyNotFree(candidate: Candidate, circuitUntil: Instant | null, now: Instant): Unavailability | null {
  return whyUnavailable(candidate, circuitUntil, now) ?? longestRunning(restsOf(candidate, now))
}

function longestRunning(cooldowns: readonly Cooldown[]): Unavailability | null {
  const [first, ...others] = cooldowns
  if (!first) return null
  const { reason, until } = others.reduce((longest, next) => (next.until > longest.until ? next : longest), first)
  return { reason, until }
}

/** The cooldowns that run now, the account's included. */
export function restsOf({ state, account }: Candidate, now: Instant): Cooldown[] {
  return [...state.cooldowns, ...(account?.cooldowns ?? [])].filter(({ until }) => until > now)
}

/** It has a cooldown now: its own or its account's, of all models or of only one. */
function isResting(candidate: Candidate, now: Instant): boolean {
  return restsOf(candidate, now).length > 0
}

/**
 * For which requests no key of a service may work: those of one model (the first by name), all (`null`), or none
 * (`undefined`).
 */
export function exhaustedModel(candidates: readonly Candidate[], now: Instant): string | null | undefined {
  const models = new Set(
    candidates.flatMap(candidate => restsOf(candidate, now).map(({ model }) => model ?? [])).flat(),
  )
  return [null, ...[...models].sort()].find(model =>
    candidates.every(({ key, state, account }) => unavailability(key, state, account, { model, units: 1 }, now)),
  )
}

/** Active and not resting. */
export function isHealthy(candidate: Candidate, now: Instant): boolean {
  return statusOf(candidate, now) === 'active' && !isResting(candidate, now)
}

/** The day's count that a key's daily limit speaks about: its account's, or its own. */
export function dayOf({ state, account }: Candidate, zone: string, now: Instant) {
  return rollDay((account ?? state).day, now, zone)
}

/** What the alert rules look at, from a look at every key: `AlertWatch` finds the same by what changed. */
export function alertSnapshot(pools: Pools, now: Instant): AlertSnapshot {
  return { services: pools.services().map(service => serviceSnapshot(service, pools, now)) }
}

function serviceSnapshot({ id, policy }: PooledService, pools: Pools, now: Instant) {
  const candidates = pools.keysOf(id)
  const model = exhaustedModel(candidates, now)
  return {
    id,
    circuit: pools.circuitToTell(id),
    exhausted:
      model === undefined ? null : { ...exhausted(id, candidates, { model, units: 1 }, NOTHING_TRIED, now), model },
    keys: candidates.map(candidate => keySnapshot(candidate, policy.dayZone, now)),
  }
}

export function keySnapshot(candidate: Candidate, zone: string, now: Instant): KeySnapshot {
  const { key, state } = candidate
  const day = dayOf(candidate, zone, now)
  return {
    id: key.id,
    name: key.name,
    masked: key.masked,
    account: key.account,
    status: statusOf(candidate, now),
    statusReason: state.statusReason,
    isResting: isResting(candidate, now),
    used: day.used,
    dailyLimit: key.dailyLimit,
    resetAt: day.resetAt,
    failuresAt: state.failuresAt,
  }
}

/** A service's attempts of the last hour. */
export type RecentAttempts = ReadonlyMap<ServiceId, { attempts: number; successes: number }>

/** Outcomes that speak neither against a key nor against its service. */
const BLAMELESS: ReadonlySet<string> = new Set(['success', 'caller-error', 'too-large', 'aborted'])

/** Whether an attempt that ended so counts for its service's success rate. */
export function countsAsSuccess(outcome: string): boolean {
  return BLAMELESS.has(outcome)
}

/** What the health score is read from. */
export function healthFacts(pools: Pools, recent: RecentAttempts, now: Instant): ServiceFacts[] {
  return pools.services().map(({ id, policy, state }) => {
    const candidates = pools.keysOf(id).filter(candidate => candidate.state.status !== 'paused')
    const circuitUntil = circuitReturnsAt(state.circuit, now)
    const quotas = candidates.map(candidate => ({
      used: dayOf(candidate, policy.dayZone, now).used,
      limit: candidate.key.dailyLimit,
    }))
    return {
      id,
      keyCount: candidates.length,
      healthyCount: candidates.filter(candidate => isHealthy(candidate, now)).length,
      usableCount: candidates.filter(candidate => whyUnavailable(candidate, circuitUntil, now) === null).length,
      attemptCount: recent.get(id)?.attempts ?? 0,
      successCount: recent.get(id)?.successes ?? 0,
      headroom: quotaHeadroom(quotas),
    }
  })
}
