import { attribute } from './attribution'
import { circuitAfter, openCircuit } from './circuit'
import { addCooldown, relax, restAfter, restAhead, scopeOf } from './cooldown'
import { addToMinute, rollDay } from './quota'
import type {
  AccountState,
  Blame,
  Cooldown,
  Event,
  Instant,
  Key,
  KeyId,
  KeyState,
  LearnedLimit,
  ServiceState,
  Usage,
} from './vocabulary'
import { FAILURES_KEPT, type Lease, type Outcome, type OutcomeKind, type ServicePolicy } from './vocabulary'

/** Everything a settle may change, before and after. */
export type Settling = { key: Key; state: KeyState; account: AccountState | null; service: ServiceState }

export type Settled = Omit<Settling, 'key'> & {
  events: readonly Event[]
  /** The service, not these keys, was at fault: the rests this cause gave them since `sinceAt` are taken back. */
  lift: { keyIds: readonly KeyId[]; cause: OutcomeKind; sinceAt: Instant } | null
  /** The outcome speaks about the whole account: its other keys go out too. */
  accountIsOut: boolean
}

/**
 * The one reducer: what a lease and its outcome make of a key, its account and its service. Terminal states are
 * never overwritten by a rest, rests are never shortened, and nothing is counted twice.
 * @param keyCount how many keys the service has, for blame attribution
 */
export function settle(
  before: Settling,
  lease: Lease,
  outcome: Outcome,
  usage: Usage,
  policy: ServicePolicy,
  keyCount: number,
  now: Instant,
): Settled {
  const counted = countOutcome(before, lease, outcome, usage, policy, now)
  const judged = judgeService(before.service, lease, outcome, keyCount, now)
  const settled: Settled = {
    ...counted,
    service: judged.service,
    events: judged.events,
    lift: judged.lift,
    accountIsOut: false,
  }
  if (outcome.kind === 'success')
    return restIfUsedUp(relaxAfterSuccess(settled, lease.model), before.key, lease, outcome, policy, now)
  const status = STATUS_AFTER[outcome.kind]
  if (status) return takeOutAfter(settled, before.key, lease, status, outcome, now)
  // an outage is the circuit's to wait for, not the key's
  if (outcome.blame === 'service' && settled.service.circuit.kind !== 'closed') return settled
  return restSettled(settled, before.key, lease, outcome, policy, now)
}

const STATUS_AFTER: Partial<Record<OutcomeKind, 'rejected' | 'suspended' | 'out-of-credit'>> = {
  'key-rejected': 'rejected',
  'key-suspended': 'suspended',
  'out-of-credit': 'out-of-credit',
}

/** Outcomes after which the upstream may have counted the request. */
const CONSUMING = new Set<OutcomeKind>(['success', 'broken-stream', 'aborted', 'timed-out'])

const BLAMES_THE_KEY = new Set<Blame>(['key', 'account', 'model'])
const SPEAKS_FOR_NOBODY = new Set<Blame>(['caller', 'nobody'])

function countOutcome(
  { state, account }: Settling,
  lease: Lease,
  outcome: Outcome,
  usage: Usage,
  policy: ServicePolicy,
  now: Instant,
): Pick<Settled, 'state' | 'account'> {
  const units = CONSUMING.has(outcome.kind) ? lease.units : 0
  const tokens = usage.tokensIn + usage.tokensOut
  const isAnswer = outcome.kind === 'success'
  const isNeutral = !isAnswer && SPEAKS_FOR_NOBODY.has(outcome.blame)
  const { totals } = state
  return {
    account: account && release(account, lease.units, units, tokens, policy.dayZone, now),
    state: {
      ...release(state, lease.units, units, tokens, policy.dayZone, now),
      lastSettledAt: isNeutral ? state.lastSettledAt : now,
      lastOutcome: isNeutral ? state.lastOutcome : outcome.kind,
      failuresAt:
        BLAMES_THE_KEY.has(outcome.blame) && !isAnswer
          ? [...state.failuresAt.slice(1 - FAILURES_KEPT), now]
          : state.failuresAt,
      learned: outcome.learned.length === 0 ? state.learned : mergeLearned(state.learned, outcome.learned),
      totals: {
        requests: totals.requests + 1,
        successes: totals.successes + (isAnswer || isNeutral ? 1 : 0),
        failures: totals.failures + (isAnswer || isNeutral ? 0 : 1),
        tokensIn: totals.tokensIn + usage.tokensIn,
        tokensOut: totals.tokensOut + usage.tokensOut,
        costUsd: totals.costUsd + usage.costUsd,
      },
    },
  }
}

/** Gives the reserved units back and counts what was really used. */
function release<T extends KeyState | AccountState>(
  counted: T,
  reserved: number,
  units: number,
  tokens: number,
  zone: string,
  now: Instant,
): T {
  const day = rollDay(counted.day, now, zone)
  return {
    ...counted,
    day: units === 0 ? day : { used: day.used + units, resetAt: day.resetAt },
    tokenMinute: tokens === 0 ? counted.tokenMinute : addToMinute(counted.tokenMinute, now, tokens),
    inFlight: Math.max(0, counted.inFlight - 1),
    inFlightUnits: Math.max(0, counted.inFlightUnits - reserved),
  }
}

/** At most this many learned limits are kept of a key, the newest. */
const LEARNED_KEPT = 12

function mergeLearned(known: readonly LearnedLimit[], learned: readonly LearnedLimit[]): readonly LearnedLimit[] {
  const isSame = (a: LearnedLimit, b: LearnedLimit) => a.unit === b.unit && a.per === b.per && a.model === b.model
  const kept = known.filter(old => !learned.some(fresh => isSame(old, fresh)))
  return [...kept, ...learned].slice(-LEARNED_KEPT)
}

type Judged = Pick<Settled, 'service' | 'events' | 'lift'>

/** What the outcome says about the service: its circuit, and whether failures alike on several keys are its fault. */
function judgeService(service: ServiceState, lease: Lease, outcome: Outcome, keyCount: number, now: Instant): Judged {
  const result = outcome.blame === 'service' ? 'failed' : outcome.kind === 'aborted' ? 'unknown' : 'reached'
  let circuit = circuitAfter(
    service.circuit,
    { leaseId: lease.id, isTrial: lease.isTrial, result, cause: outcome.kind },
    now,
  )
  let { evidence } = service
  let keyIds: readonly KeyId[] = [lease.keyId]
  if (result === 'failed') {
    const verdict = attribute(evidence, { keyId: lease.keyId, cause: outcome.kind, at: now }, keyCount)
    evidence = verdict.evidence
    if (verdict.isService) {
      keyIds = verdict.keyIds
      if (circuit.kind === 'closed') circuit = openCircuit(circuit, outcome.kind, now)
    }
  }
  const events: Event[] = []
  let lift: Settled['lift'] = null
  if (circuit.kind === 'open' && service.circuit.kind !== 'open') {
    events.push({
      at: now,
      service: lease.service,
      kind: 'circuit-opened',
      cause: circuit.cause,
      until: circuit.until,
      keyIds,
    })
    lift = { keyIds, cause: outcome.kind, sinceAt: now - LIFT_WINDOW_MS }
  }
  if (circuit.kind === 'closed' && service.circuit.kind !== 'closed') {
    events.push({ at: now, service: lease.service, kind: 'circuit-closed' })
  }
  const isSame = circuit === service.circuit && evidence === service.evidence
  return { service: isSame ? service : { ...service, circuit, evidence }, events, lift }
}

/** Rests that a service-wide cause gave within this time before the circuit opened are taken back. */
const LIFT_WINDOW_MS = 10_000

function relaxAfterSuccess(settled: Settled, model: string | null): Settled {
  const { state, account } = settled
  const strikes = relax(state.strikes, model)
  const accountStrikes = account && relax(account.strikes, model)
  return {
    ...settled,
    state: strikes === state.strikes ? state : { ...state, strikes },
    account:
      account && accountStrikes && accountStrikes !== account.strikes
        ? { ...account, strikes: accountStrikes }
        : account,
  }
}

function restIfUsedUp(
  settled: Settled,
  key: Key,
  lease: Lease,
  outcome: Outcome,
  policy: ServicePolicy,
  now: Instant,
): Settled {
  if (outcome.learned.length === 0) return settled
  const { account, state } = settled
  const cooldown = restAhead(outcome, lease.model, policy, account !== null, now)
  if (!cooldown) return settled
  const event: Event = { at: now, service: lease.service, kind: 'key-rested', keyId: key.id, cooldown }
  const events = [...settled.events, event]
  if (account !== null && cooldown.scope.startsWith('account')) {
    return { ...settled, events, account: withRest(account, cooldown, account.strikes, now) }
  }
  return { ...settled, events, state: withRest(state, cooldown, state.strikes, now) }
}

function takeOutAfter(
  settled: Settled,
  key: Key,
  lease: Lease,
  status: 'rejected' | 'suspended' | 'out-of-credit',
  outcome: Outcome,
  now: Instant,
): Settled {
  const state = takeOut(settled.state, status, outcome.rule, now)
  if (state === settled.state) return settled
  const event: Event = { at: now, service: lease.service, kind: 'key-out', keyId: key.id, status, reason: outcome.rule }
  const accountIsOut = outcome.blame === 'account' && key.account !== null
  return { ...settled, state, accountIsOut, events: [...settled.events, event] }
}

/** The first terminal status stands until somebody ends it. */
export function takeOut(state: KeyState, status: KeyState['status'], reason: string, now: Instant): KeyState {
  if (state.status !== 'active') return state
  return { ...state, status, statusReason: reason, statusSince: now }
}

function restSettled(
  settled: Settled,
  key: Key,
  lease: Lease,
  outcome: Outcome,
  policy: ServicePolicy,
  now: Instant,
): Settled {
  const { account } = settled
  const isAccounts = account !== null && scopeOf(policy.limitScope, lease.model, true).scope.startsWith('account')
  const owner = isAccounts && LIMITS.has(outcome.kind) ? account : settled.state
  const rest = restAfter(outcome, lease.model, policy, account !== null, owner.strikes, lease.leasedAt, now)
  if (!rest) return settled
  const event: Event = { at: now, service: lease.service, kind: 'key-rested', keyId: key.id, cooldown: rest.cooldown }
  const events = [...settled.events, event]
  if (account !== null && owner === account) {
    return { ...settled, events, account: withRest(account, rest.cooldown, rest.strikes, now) }
  }
  return { ...settled, events, state: withRest(settled.state, rest.cooldown, rest.strikes, now) }
}

const LIMITS = new Set<OutcomeKind>(['rate-limited', 'quota-exhausted'])

function withRest<T extends KeyState | AccountState>(
  owner: T,
  cooldown: Cooldown,
  strikes: T['strikes'],
  now: Instant,
): T {
  return { ...owner, strikes, cooldowns: addCooldown(owner.cooldowns, cooldown, now) }
}
