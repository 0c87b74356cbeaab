import { usualBlame } from './blame'
import { type DecideFacts, type Decision, decide, failureOf } from './decide'
import { type LimitFacts, limitsOfFailure, limitsOfSuccess } from './learn-limits'
import type { Headers } from './limit-headers'
import { readHint } from './retry-hint'
import { SECRET_UNREADABLE } from './state'
import type { Instant, Outcome, OutcomeKind, Signal } from './vocabulary'

/** What classify must know of a service and of the request. A ServiceDefinition has most of it. */
export type ClassifyFacts = DecideFacts &
  LimitFacts & {
    /** Reads and generation; a sending call is not (`ServiceDefinition.isSafeToRepeat`). */
    isSafeToRepeat: boolean
  }

/**
 * Our judgement of an attempt: the service's rows first, then the general ones, then the status alone; structured
 * fields before text. One malformed request of a caller never speaks against a key. Pure; never throws.
 */
export function classify(signal: Signal, facts: ClassifyFacts): Outcome {
  switch (signal.kind) {
    case 'response':
      return signal.status < 400 ? success(signal, facts) : judge(signal, signal.status, facts)
    case 'stream-error':
      return judge(signal, null, facts, signal.isFirst)
    case 'stream-cut':
      return plain('broken-stream', 'stream cut')
    case 'unreachable':
      return unanswered('unreachable', `unreachable: ${signal.code}`, signal.wasSent, facts)
    case 'timed-out':
      return unanswered('timed-out', `time limit: ${signal.phase}`, signal.wasSent, facts)
    case 'aborted':
      return signal.wasSent === false
        ? plain('aborted', 'ended before it was sent', false, false)
        : plain('aborted', 'caller left')
    case 'secret-unreadable':
      return plain('key-rejected', SECRET_UNREADABLE, false, false)
  }
}

/** As `classify`, for a failure, with the rule that decided. For people who write rules. */
export function explain(
  signal: Extract<Signal, { kind: 'response' | 'stream-error' }>,
  facts: ClassifyFacts,
): { outcome: Outcome; decision: Decision } {
  const status = signal.kind === 'response' ? signal.status : null
  const { by, index } = decide(failureOf(signal, status, signal.kind === 'stream-error' && signal.isFirst), facts)
  return { outcome: classify(signal, facts), decision: { by, index } }
}

type Answer = { headers: Headers; body: string; model: string | null; at: Instant }

function success(signal: Answer & { status: number }, facts: ClassifyFacts): Outcome {
  return {
    kind: 'success',
    blame: 'nobody',
    rule: 'success',
    status: signal.status,
    hintUntil: null,
    window: null,
    isAmbiguous: false,
    learned: limitsOfSuccess(signal, facts),
  }
}

/**
 * `status` is `null` for an error inside a stream: then only the error's own words count. One that came first, in words
 * nobody knows, is a failure of the service that another key may better: its caller has seen nothing yet.
 */
function judge(answer: Answer, status: number | null, facts: ClassifyFacts, isFirst = false): Outcome {
  const failure = failureOf(answer, status, isFirst)
  const { rule, means, by } = decide(failure, facts)
  return {
    kind: means.outcome,
    blame: means.blame ?? usualBlame(means.outcome, facts.policy.limitScope),
    rule,
    status,
    hintUntil: RESTS.has(means.outcome) ? hintUntil(answer, means.minimumHintMs) : null,
    window: means.window ?? null,
    isAmbiguous: status !== null && mayHaveActed(status) && !facts.isSafeToRepeat,
    learned: limitsOfFailure(answer, failure.json, facts),
    ...(by === 'status' ? { isUnknown: true } : {}),
  }
}

/** The outcomes that make somebody rest for a while, and so have a use for a hint. */
const RESTS = new Set<OutcomeKind>(['rate-limited', 'quota-exhausted', 'overloaded', 'service-error', 'timed-out'])

function hintUntil(answer: Answer, minimumHintMs: number | undefined): Instant | null {
  const hint = readHint(answer, answer.at)
  if (hint === null) return null
  return hint.until - answer.at < (minimumHintMs ?? 0) ? null : hint.until
}

/** 503 and 529 are refusals before any work; after other server errors the request may have had its effect. */
function mayHaveActed(status: number): boolean {
  return status === 408 || (status >= 500 && status !== 503 && status !== 529)
}

function unanswered(kind: OutcomeKind, rule: string, wasSent: boolean, facts: ClassifyFacts): Outcome {
  return plain(kind, rule, wasSent && !facts.isSafeToRepeat, wasSent)
}

/** An outcome that no answer came with. */
function plain(kind: OutcomeKind, rule: string, isAmbiguous = false, wasSent = true): Outcome {
  const blame = usualBlame(kind, 'key')
  return { kind, blame, rule, status: null, hintUntil: null, window: null, isAmbiguous, wasSent, learned: [] }
}
