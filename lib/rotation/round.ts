import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Attempt } from '@/lib/engine/attempt'
import { classify } from '@/lib/engine/classify'
import type { Exhausted, Lease } from '@/lib/engine/lease'
import type { ServicePolicy } from '@/lib/engine/policy'
import { decideNext } from '@/lib/engine/retry'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import {
  type Instant,
  type KeyId,
  NO_USAGE,
  type Outcome,
  type OutcomeKind,
  type Signal,
  type Usage,
} from '@/lib/engine/vocabulary'
import { asLast, attemptRecord } from './attempt-record'
import { keylessRecord, keylessRequest, LEFT } from './keyless-record'
import type { Sleep } from './ports'
import type {
  Attempted,
  AttemptTurn,
  ErrorSignal,
  Rotated,
  RotationPorts,
  RotationRequest,
  Turn,
} from './rotation-request'
import { SecretUnreadable } from './secret-unreadable'

type Settled = { outcome: Outcome; attempt: Attempt }

const sleepInRealTime: Sleep = (waitMs, abort) => sleepFor(waitMs, undefined, abort ? { signal: abort } : {})

/** What one request remembers between its turns. */
export class Round<T> {
  readonly trail: { masked: string; outcome: OutcomeKind }[] = []
  private readonly tried = new Set<KeyId>()
  private readonly rejected: KeyId[] = []
  private readonly policy: ServicePolicy
  private readonly deadlineAt: Instant
  private readonly idempotencyKey: string | null
  private serviceAttemptCount = 0
  /** The account an unsafe call must stay within; `''` names none, for a key that declares none. */
  private boundAccount: string | undefined
  private lastAccount = ''
  /** The failed attempt that nobody knows of yet whether another follows. */
  private held: Attempt | null = null
  /** What the request came to so far. */
  private last: Rotated<T> | null = null
  private readonly ports: RotationPorts
  private readonly request: RotationRequest<T>

  constructor(ports: RotationPorts, request: RotationRequest<T>) {
    this.ports = ports
    this.request = request
    this.policy = ports.pools.policyOf(request.service.id)
    const { firstByteDeadlineMs, wholeAnswerDeadlineMs } = this.policy
    const deadlineMs = request.isSlowToAnswer ? wholeAnswerDeadlineMs : firstByteDeadlineMs
    this.deadlineAt = request.deadlineAt ?? request.arrivedAt + deadlineMs
    const sendsKey = !request.isSafeToRepeat && request.service.honoursIdempotencyKey === true
    this.idempotencyKey = sendsKey ? `keywheel-${request.requestId}` : null
  }

  lease(): Lease | Exhausted {
    const { model, units, service } = this.request
    const wanted = { model, units, excluded: this.tried }
    return this.ports.pools.lease(
      service.id,
      this.boundAccount === undefined ? wanted : { ...wanted, account: this.boundAccount },
    )
  }

  /** An unsafe call whose account has no other key ends as its last attempt did. */
  endsBound(): Rotated<T> | null {
    return this.boundAccount === undefined ? null : this.last
  }

  /** No key may work, and nobody waits for one. */
  giveUp(exhausted: Exhausted): Rotated<T> {
    const { trail } = this
    if (!this.request.abort?.aborted) return { kind: 'exhausted', exhausted, trail }
    this.recordLeft(exhausted)
    return { kind: 'aborted', trail }
  }

  /** Waits for the first key to return, where the service's policy allows it. Keys tried before have rested since. */
  async mayWait(exhausted: Exhausted): Promise<boolean> {
    const { arrivedAt, abort } = this.request
    if (exhausted.retryAt === null || this.policy.maxWaitMs === 0) return false
    const latestAt = Math.min(arrivedAt + this.policy.maxWaitMs, this.deadlineAt)
    const waitMs = Math.max(exhausted.retryAt - this.ports.now(), 1)
    if (this.ports.now() + waitMs > latestAt) return false
    this.recordHeld(false)
    try {
      await (this.ports.sleep ?? sleepInRealTime)(waitMs, abort)
    } catch {
      return false // the caller left
    }
    this.tried.clear()
    return true
  }

  begin(lease: Lease): Turn {
    this.recordHeld(false)
    this.tried.add(lease.keyId)
    this.lastAccount = lease.account ?? ''
    const number = this.trail.length + 1
    const settle: Turn['settle'] = (signal, usage, firstByteAt) => {
      const { outcome, attempt } = this.settle(lease, number, signal, usage, firstByteAt)
      this.ports.record(asLast(attempt))
      return outcome
    }
    return { lease, number, settle }
  }

  /** What the request came to with this attempt; `null`: the next key is tried. */
  conclude(turn: Turn, attempted: Attempted<T>): Rotated<T> | null {
    const { trail } = this
    const { value } = attempted
    if (attempted.kind === 'open') return { kind: 'answered', turn, value: attempted.value, trail }
    const outcome = this.fail(turn, attempted.signal, attempted.firstByteAt)
    if (outcome.kind === 'aborted') return { kind: 'aborted', trail }
    this.last = value === null ? { kind: 'failed', outcome, trail } : { kind: 'declined', value, outcome, trail }
    return this.goesOn(outcome) ? null : this.last
  }

  /** Settles an attempt that gave its caller nothing. It is recorded when it is known whether it was the last. */
  private fail({ lease, number }: Turn, signal: Signal, firstByteAt: Instant | null): Outcome {
    const isWorkedOn = (signal.kind === 'aborted' || signal.kind === 'timed-out') && signal.wasSent !== false
    const usage = isWorkedOn ? this.request.usageOfLeaving?.(signal.at - lease.leasedAt) : undefined
    const { outcome, attempt } = this.settle(lease, number, signal, usage ?? NO_USAGE, firstByteAt)
    this.held = attempt
    return outcome
  }

  /** Call it before anything is waited for: what was used must not be lost with the process. */
  recordHeld(isLast: boolean): void {
    if (this.held !== null) this.ports.record(isLast ? asLast(this.held) : this.held)
    this.held = null
  }

  /** The caller left while it waited: without a last row its request would be under way for ever. */
  private recordLeft(exhausted: Exhausted): void {
    this.recordHeld(false)
    this.ports.record(keylessRecord(keylessRequest(this.request, exhausted), LEFT, this.trail.length, this.ports.now()))
  }

  asked({ lease, number }: Turn): AttemptTurn {
    const { deadlineAt, idempotencyKey } = this
    return { lease, number, deadlineAt, idempotencyKey }
  }

  /** @throws the bug, unless it is a secret that does not open */
  afterBug(turn: Turn, bug: unknown): Attempted<T> {
    const { lease } = turn
    if (bug instanceof SecretUnreadable) return this.unreadable(lease)
    // the lease must not stay out; the bug itself goes up to the door
    const at = this.ports.now()
    turn.settle({ kind: 'aborted', model: lease.model, at, wasSent: false }, NO_USAGE, null)
    throw bug
  }

  /** Nothing was sent, so that even a body which passes only once is still whole. */
  private unreadable({ model }: Lease): Attempted<T> {
    return {
      kind: 'failed',
      signal: { kind: 'secret-unreadable', model, at: this.ports.now() },
      value: null,
      firstByteAt: null,
    }
  }

  private goesOn(outcome: Outcome): boolean {
    const { pools, now } = this.ports
    const { service, isSafeToRepeat } = this.request
    const isReplayable = this.request.isReplayable || outcome.rule === SECRET_UNREADABLE
    if (outcome.blame === 'service') this.serviceAttemptCount++
    const step = decideNext({
      outcome,
      attemptCount: this.trail.length,
      serviceAttemptCount: this.serviceAttemptCount,
      isReplayable,
      isSafeToRepeat,
      hasIdempotencyKey: this.idempotencyKey !== null || this.request.hasIdempotencyKey,
      sameAccountOnly: this.boundAccount !== undefined,
      now: now(),
      deadlineAt: this.deadlineAt,
      budget: pools.stateOf(service.id).budget,
      policy: this.policy,
    })
    if (step.kind !== 'next-key') return false
    if (step.sameAccount) this.boundAccount ??= this.lastAccount
    if (outcome.blame === 'service') pools.countRetry(service.id)
    return true
  }

  private settle(lease: Lease, number: number, signal: Signal, read: Usage, firstByteAt: Instant | null): Settled {
    const { service, isSafeToRepeat } = this.request
    const { id, rules, limitWindows } = service
    const isLearning = this.ports.pools.isLearning(lease.keyId)
    const outcome = classify(signal, { id, rules, limitWindows, policy: this.policy, isSafeToRepeat, isLearning })
    if (isError(signal)) this.ports.hearError?.(lease, signal, outcome)
    const served = outcome.kind === 'success' ? lease.units : 0
    const usage = this.ports.price?.(service.id, lease.model, read, served) ?? read
    const effects = this.ports.pools.settle(lease, outcome, usage)
    this.trail.push({ masked: lease.masked, outcome: outcome.kind })
    if (outcome.kind === 'key-rejected') this.rejected.push(lease.keyId)
    if (outcome.kind === 'success' && this.rejected.length > 0) this.ports.pools.noteAnsweredElsewhere(this.rejected)
    const end = { outcome, effects, usage, firstByteAt, endedAt: this.ports.now() }
    return { outcome, attempt: attemptRecord(this.request, lease, number, end) }
  }
}

function isError(signal: Signal): signal is ErrorSignal {
  return signal.kind === 'response' ? signal.status >= 400 : signal.kind === 'stream-error'
}
