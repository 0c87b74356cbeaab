import { REST } from './defaults'
import type { ServicePolicy } from './policy'
import { dayResetAt, monthResetAt } from './quota'
import type { Strike } from './state'
import { type Cooldown, type Instant, type Outcome, type OutcomeKind, type Scope, SECOND_MS } from './vocabulary'

/** A rest that an outcome asks for, and the back-off ladder after it. */
export type Rest = { cooldown: Cooldown; strikes: readonly Strike[] }

/**
 * How long, and for which scope, a key rests after an outcome; `null` when the outcome asks for no rest.
 * @param strikes the ladder of whoever rests: the key, or its account
 * @param leasedAt failures of leases taken before the last strike do not climb the ladder again
 */
export function restAfter(
  outcome: Outcome,
  model: string | null,
  policy: ServicePolicy,
  hasAccount: boolean,
  strikes: readonly Strike[],
  leasedAt: Instant,
  now: Instant,
): Rest | null {
  switch (outcome.kind) {
    case 'rate-limited': {
      const scope = scopeOf(policy.limitScope, model, hasAccount)
      return (
        hinted(outcome, scope, now, strikes) ??
        climb(outcome.kind, scope, policy.rateLimitRestMs, REST.rateLimitCapMs, strikes, leasedAt, now)
      )
    }
    case 'quota-exhausted': {
      const scope = scopeOf(policy.limitScope, model, hasAccount)
      const until = windowEnd(outcome, policy, now)
      if (until !== null)
        return {
          cooldown: cooldownOf(scope, outcome.kind, 'window', now, Math.max(until, outcome.hintUntil ?? 0)),
          strikes,
        }
      return (
        hinted(outcome, scope, now, strikes) ??
        climb(outcome.kind, scope, REST.unknownDayMs, REST.rateLimitCapMs, strikes, leasedAt, now)
      )
    }
    case 'overloaded':
    case 'service-error':
    case 'unreachable':
    case 'timed-out': {
      if (outcome.blame !== 'service') return null
      const scope: ScopedModel = { scope: 'key', model: null }
      return (
        hinted(outcome, scope, now, strikes) ??
        climb('overloaded', scope, policy.overloadRestMs, REST.overloadCapMs, strikes, leasedAt, now, outcome.kind)
      )
    }
    case 'model-forbidden': {
      if (model === null) return null
      const scope: ScopedModel = { scope: 'key-model', model }
      return { cooldown: cooldownOf(scope, outcome.kind, 'guess', now, now + REST.modelForbiddenMs), strikes }
    }
    default:
      return null
  }
}

/**
 * The rest an answer itself announces: a limit it says is used up (`remaining: 0`) until a known instant. Waiting for
 * it saves the refusal that the next request would be.
 */
export function restAhead(
  outcome: Outcome,
  model: string | null,
  policy: ServicePolicy,
  hasAccount: boolean,
  now: Instant,
): Cooldown | null {
  let until = 0
  let reason: OutcomeKind = 'rate-limited'
  for (const limit of outcome.learned) {
    if (limit.remaining !== 0 || limit.resetAt === null || limit.resetAt <= Math.max(now, until)) continue
    until = limit.resetAt
    reason = limit.per === 'day' || limit.per === 'month' ? 'quota-exhausted' : 'rate-limited'
  }
  return until === 0 ? null : cooldownOf(scopeOf(policy.limitScope, model, hasAccount), reason, 'hint', now, until)
}

/** Outcomes that make a key rest though they speak about its service. */
const SERVICE_CAUSES = new Set<OutcomeKind>(['overloaded', 'service-error', 'unreachable', 'timed-out'])

/** Whether a rest for this cause speaks about the service, not the key. */
export function isServiceCause(cause: OutcomeKind): boolean {
  return SERVICE_CAUSES.has(cause)
}

/** A rest guessed after a service's failure: it ends before its time when the service, not the key, was at fault. */
export function isLiftable({ reason, provenance }: Cooldown): boolean {
  return isServiceCause(reason) && provenance === 'guess'
}

/**
 * A rest added to those that run: a longer one of the same scope is never shortened; ended ones are dropped. A rest that
 * may be lifted stands beside one that may not, so that lifting it never frees a key before its limit ends.
 */
export function addCooldown(cooldowns: readonly Cooldown[], added: Cooldown, now: Instant): readonly Cooldown[] {
  const running = cooldowns.filter(({ until }) => until > now)
  const same = running.find(
    rest => rest.scope === added.scope && rest.model === added.model && isLiftable(rest) === isLiftable(added),
  )
  if (!same) return [...running, added]
  return same.until >= added.until ? running : running.map(cooldown => (cooldown === same ? added : cooldown))
}

/** A success lowers the ladder of its model (and of the whole key) by half. */
export function relax(strikes: readonly Strike[], model: string | null): readonly Strike[] {
  if (strikes.length === 0) return strikes
  return strikes.flatMap(strike => {
    if (strike.model !== null && strike.model !== model) return [strike]
    const rung = Math.floor(strike.rung / 2)
    return rung === 0 ? [] : [{ ...strike, rung }]
  })
}

type ScopedModel = { scope: Scope; model: string | null }

/** The scope a limit really has: without a declared account the key stands for it, without a known model all models. */
export function scopeOf(wanted: Scope, model: string | null, hasAccount: boolean): ScopedModel {
  const isModel = model !== null && (wanted === 'key-model' || wanted === 'account-model')
  const isAccount = hasAccount && (wanted === 'account' || wanted === 'account-model')
  if (isModel) return { scope: isAccount ? 'account-model' : 'key-model', model }
  return { scope: isAccount ? 'account' : 'key', model: null }
}

function hinted(outcome: Outcome, scope: ScopedModel, now: Instant, strikes: readonly Strike[]): Rest | null {
  if (outcome.hintUntil === null) return null
  // "come back at once" after a refusal would only be refused again
  const until = outcome.hintUntil > now ? outcome.hintUntil : now + SECOND_MS
  return { cooldown: cooldownOf(scope, outcome.kind, 'hint', now, until), strikes }
}

/** Where nothing is known: the base, doubled for each repetition, up to the cap (never below the base). */
function climb(
  cause: OutcomeKind,
  scope: ScopedModel,
  baseMs: number,
  capMs: number,
  strikes: readonly Strike[],
  leasedAt: Instant,
  now: Instant,
  reason: OutcomeKind = cause,
): Rest {
  const last = strikes.find(strike => strike.cause === cause && strike.model === scope.model)
  const rung = last === undefined ? 1 : leasedAt >= last.at ? last.rung + 1 : last.rung
  const restMs = Math.min(baseMs * 2 ** (rung - 1), Math.max(capMs, baseMs))
  const others = strikes.filter(strike => strike !== last)
  return {
    cooldown: cooldownOf(scope, reason, 'guess', now, now + restMs),
    strikes: [...others, { cause, model: scope.model, rung, at: now }],
  }
}

function windowEnd(outcome: Outcome, policy: ServicePolicy, now: Instant): Instant | null {
  if (outcome.window === 'month') return monthResetAt(now, policy.dayZone)
  if (outcome.window === 'day' && policy.dayWindow === 'calendar') return dayResetAt(now, policy.dayZone)
  return null
}

function cooldownOf(
  { scope, model }: ScopedModel,
  reason: OutcomeKind,
  provenance: Cooldown['provenance'],
  startedAt: Instant,
  until: Instant,
): Cooldown {
  return { scope, model, reason, provenance, startedAt, until }
}
