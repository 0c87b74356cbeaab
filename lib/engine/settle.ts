import { isLate } from './circuit'
import { addCooldown, relax, restAfter, restAhead, scopeOf } from './cooldown'
import { copyAccount, copyKey } from './copy'
import { FAILURES_KEPT } from './defaults'
import { type Judged, judgeService } from './judge-service'
import type { Lease } from './lease'
import type { ServicePolicy } from './policy'
import { addToMinute, rollDay } from './quota'
import type { AccountState, KeyState, ServiceState, Strike, Totals } from './state'
import type { Blame, Cooldown, Event, Instant, Key, LearnedLimit, Outcome, OutcomeKind, Usage } from './vocabulary'

/** Everything a settle may change. */
export type Settling = { key: Key; state: KeyState; account: AccountState | null; service: ServiceState }

export type Settled = {
  state: KeyState
  account: AccountState | null
  service: ServiceState
  events: readonly Event[]
  lift: Judged['lift']
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
  const { service, events, lift } = judgeService(before.service, lease, outcome, keyCount, now)
  const state = copyKey(before.state)
  const account = before.account && copyAccount(before.account)
  const units = mayHaveCounted(outcome) ? lease.units : 0
  release(state, lease.units, units, usage, policy.dayZone, now)
  if (account) release(account, lease.units, units, usage, policy.dayZone, now)
  countOutcome(state, outcome, usage, now)
  const settled: Settled = { state, account, service, events, lift, accountIsOut: false }
  applyEffect(settled, before.key, lease, outcome, policy, now)
  return settled
}

/** Outcomes after which the upstream may have counted the request, if it was sent. */
const CONSUMING = new Set<OutcomeKind>(['success', 'broken-stream', 'aborted', 'timed-out'])

/** Whether the upstream may have counted an attempt against its quota: it left, and nobody refused it for certain. */
export function mayHaveCounted({ kind, isAmbiguous, wasSent }: Pick<Outcome, 'kind' | 'isAmbiguous' | 'wasSent'>) {
  return wasSent !== false && (isAmbiguous || CONSUMING.has(kind))
}

const BLAMES_THE_KEY = new Set<Blame>(['key', 'account', 'model'])
const SPEAKS_FOR_NOBODY = new Set<Blame>(['caller', 'nobody'])
const LIMITS = new Set<OutcomeKind>(['rate-limited', 'quota-exhausted'])

/** Gives the reserved units back and counts what was really used. The copy is changed in place. */
function release(
  copy: KeyState | AccountState,
  reserved: number,
  units: number,
  usage: Usage,
  zone: string,
  now: Instant,
): void {
  const day = rollDay(copy.day, now, zone)
  const tokens = usage.tokensIn + usage.tokensOut
  copy.day = units === 0 ? day : { used: day.used + units, resetAt: day.resetAt }
  if (tokens > 0) copy.tokenMinute = addToMinute(copy.tokenMinute, now, tokens)
  copy.inFlight = Math.max(0, copy.inFlight - 1)
  copy.inFlightUnits = Math.max(0, copy.inFlightUnits - reserved)
}

function countOutcome(copy: KeyState, outcome: Outcome, usage: Usage, now: Instant): void {
  const isAnswer = outcome.kind === 'success'
  const isNeutral = !isAnswer && SPEAKS_FOR_NOBODY.has(outcome.blame)
  copy.totals = addToTotals(copy.totals, isAnswer || isNeutral, usage)
  if (outcome.learned.length > 0) copy.learned = mergeLearned(copy.learned, outcome.learned)
  if (isNeutral) return
  copy.lastSettledAt = now
  copy.lastOutcome = outcome.kind
  if (!isAnswer && BLAMES_THE_KEY.has(outcome.blame)) {
    copy.failuresAt = [...copy.failuresAt.slice(1 - FAILURES_KEPT), now]
  }
}

function addToTotals(totals: Totals, isSuccess: boolean, usage: Usage): Totals {
  return {
    requests: totals.requests + 1,
    successes: totals.successes + (isSuccess ? 1 : 0),
    failures: totals.failures + (isSuccess ? 0 : 1),
    tokensIn: totals.tokensIn + usage.tokensIn,
    tokensOut: totals.tokensOut + usage.tokensOut,
    costUsd: totals.costUsd + usage.costUsd,
  }
}

/** At most this many learned limits are kept of a key, the newest. */
const LEARNED_KEPT = 12

function mergeLearned(known: readonly LearnedLimit[], learned: readonly LearnedLimit[]): readonly LearnedLimit[] {
  const isSame = (a: LearnedLimit, b: LearnedLimit) => a.unit === b.unit && a.per === b.per && a.model === b.model
  const kept = known.filter(old => !learned.some(fresh => isSame(old, fresh)))
  return [...kept, ...learned].slice(-LEARNED_KEPT)
}

function applyEffect(
  settled: Settled,
  key: Key,
  lease: Lease,
  outcome: Outcome,
  policy: ServicePolicy,
  now: Instant,
): void {
  switch (outcome.kind) {
    case 'success':
      relaxBoth(settled, lease.model)
      restIfUsedUp(settled, key, lease, outcome, policy, now)
      break
    case 'key-rejected':
      takeOutSettled(settled, key, lease, 'rejected', outcome, now)
      break
    case 'key-suspended':
      takeOutSettled(settled, key, lease, 'suspended', outcome, now)
      break
    case 'out-of-credit':
      takeOutSettled(settled, key, lease, 'out-of-credit', outcome, now)
      break
    default:
      // an outage is the circuit's to wait for, not the key's; nor is one that has ended since
      if (outcome.blame === 'service' && settled.service.circuit.kind !== 'closed') break
      if (outcome.blame === 'service' && isLate(settled.service.circuit, lease.id)) break
      restSettled(settled, key, lease, outcome, policy, now)
  }
}

function relaxBoth({ state, account }: Settled, model: string | null): void {
  state.strikes = relax(state.strikes, model)
  if (account) account.strikes = relax(account.strikes, model)
}

function restIfUsedUp(
  settled: Settled,
  key: Key,
  lease: Lease,
  outcome: Outcome,
  policy: ServicePolicy,
  now: Instant,
): void {
  if (outcome.learned.length === 0) return
  const cooldown = restAhead(outcome, lease.model, policy, settled.account !== null, now)
  if (!cooldown) return
  const owner = cooldown.scope.startsWith('account') && settled.account ? settled.account : settled.state
  rest(settled, owner, { key, lease, rule: null }, cooldown, owner.strikes, now)
}

function restSettled(
  settled: Settled,
  key: Key,
  lease: Lease,
  outcome: Outcome,
  policy: ServicePolicy,
  now: Instant,
): void {
  const { account, state } = settled
  const isAccounts =
    LIMITS.has(outcome.kind) && scopeOf(policy.limitScope, lease.model, true).scope.startsWith('account')
  const owner = account && isAccounts ? account : state
  const rested = restAfter(outcome, lease.model, policy, account !== null, owner.strikes, lease.leasedAt, now)
  if (rested) rest(settled, owner, { key, lease, rule: outcome.rule }, rested.cooldown, rested.strikes, now)
}

function rest(
  settled: Settled,
  owner: KeyState | AccountState,
  { key, lease, rule }: { key: Key; lease: Lease; rule: string | null },
  cooldown: Cooldown,
  strikes: readonly Strike[],
  now: Instant,
): void {
  owner.strikes = strikes
  owner.cooldowns = addCooldown(owner.cooldowns, cooldown, now)
  const event: Event = { at: now, service: lease.service, kind: 'key-rested', keyId: key.id, cooldown }
  if (rule !== null) event.rule = rule
  settled.events = [...settled.events, event]
}

function takeOutSettled(
  settled: Settled,
  key: Key,
  lease: Lease,
  status: 'rejected' | 'suspended' | 'out-of-credit',
  outcome: Outcome,
  now: Instant,
): void {
  const state = takeOut(settled.state, status, outcome.rule, now)
  if (state === settled.state) return
  settled.state = state
  settled.accountIsOut = outcome.blame === 'account' && key.account !== null
  const event: Event = { at: now, service: lease.service, kind: 'key-out', keyId: key.id, status, reason: outcome.rule }
  settled.events = [...settled.events, event]
}

/** The first terminal status stands until somebody ends it. */
export function takeOut(state: KeyState, status: KeyState['status'], reason: string, now: Instant): KeyState {
  if (state.status !== 'active') return state
  return { ...state, status, statusReason: reason, statusSince: now }
}
