import { readBodyLimits } from './body-limits'
import type { ClassifyRule, TextCondition } from './classify-rule'
import { parseErrorBody, readField, statedStatus } from './error-body'
import { GENERAL_RULES, outcomeOfStatus } from './general-rules'
import { type Headers, hasUsedUpLimit, type LimitWindows, readLimits } from './limit-headers'
import type { ServicePolicy } from './policy'
import { readHint } from './retry-hint'
import { SECRET_UNREADABLE } from './state'
import type { Blame, Instant, LearnedLimit, Outcome, OutcomeKind, Scope, ServiceId, Signal } from './vocabulary'

/** What classify must know of a service and of the request. A ServiceDefinition has most of it. */
export type ClassifyFacts = {
  id: ServiceId
  rules: readonly ClassifyRule[]
  policy: Pick<ServicePolicy, 'limitScope'>
  /** Reads and generation; a sending call is not (`ServiceDefinition.isSafeToRepeat`). */
  isSafeToRepeat: boolean
  /** What the service's limit headers speak about, where they do not say (`ServiceDefinition.limitWindows`). */
  limitWindows?: LimitWindows
  /** False: limits were read from this key's answers a moment ago, so a good answer is read only if one is used up. */
  isLearning?: boolean
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
      return plain(
        'unreachable',
        `unreachable: ${signal.code}`,
        signal.wasSent && !facts.isSafeToRepeat,
        signal.wasSent,
      )
    case 'timed-out':
      return plain('timed-out', `time limit: ${signal.phase}`, signal.wasSent && !facts.isSafeToRepeat, signal.wasSent)
    case 'aborted':
      return signal.wasSent === false
        ? plain('aborted', 'ended before it was sent', false, false)
        : plain('aborted', 'caller left')
    case 'secret-unreadable':
      return plain('key-rejected', SECRET_UNREADABLE, false, false)
  }
}

/** Which rule decides about a failure: its list and its place there. `status`: none does, and the status is all there is. */
export type Decision = { by: 'own' | 'general' | 'status'; index: number }

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
    learned: successLimits(signal, facts),
  }
}

function successLimits({ headers, at, model }: Answer, facts: ClassifyFacts): readonly LearnedLimit[] {
  if (facts.isLearning === false && !hasUsedUpLimit(headers)) return NO_LIMITS
  return readLimits(headers, at, limitModel(model, facts), facts.limitWindows)
}

const NO_LIMITS: readonly LearnedLimit[] = []

/**
 * `status` is `null` for an error inside a stream: then only the error's own words count. One that came first, in words
 * nobody knows, is a failure of the service that another key may better: its caller has seen nothing yet.
 */
function judge(answer: Answer, status: number | null, facts: ClassifyFacts, isFirst = false): Outcome {
  const failure = failureOf(answer, status, isFirst)
  const { json } = failure
  const { rule, means, by } = decide(failure, facts)
  return {
    kind: means.outcome,
    blame: means.blame ?? usualBlame(means.outcome, facts.policy.limitScope),
    rule,
    status,
    hintUntil: RESTS.has(means.outcome) ? hintUntil(answer, means.minimumHintMs) : null,
    window: means.window ?? null,
    isAmbiguous: status !== null && mayHaveActed(status) && !facts.isSafeToRepeat,
    learned: learnedFrom(answer, json, facts),
    ...(by === 'status' ? { isUnknown: true } : {}),
  }
}

function failureOf(answer: Answer, status: number | null, isFirst = false): Failure {
  const json = parseErrorBody(answer.body)
  const { headers, body } = answer
  const text = body.toLowerCase()
  return { status: status ?? statedStatus(json), headers, text, json, fields: new Map(), isFirst }
}

/** Texts are kept in lower case; `fields` remembers what was read, since many rows look at the same path. */
type Failure = {
  status: number | null
  headers: Headers
  text: string
  json: unknown
  fields: Map<string, readonly string[]>
  isFirst: boolean
}

type Decided = Decision & { rule: string; means: ClassifyRule['means'] }

function decide(failure: Failure, facts: ClassifyFacts): Decided {
  const own = firstThatHolds(facts.rules, failure)
  if (own) return { by: 'own', index: own.index, rule: `${facts.id}: ${own.rule.name}`, means: own.rule.means }
  const general = firstThatHolds(GENERAL_RULES, failure)
  if (general) {
    return { by: 'general', index: general.index, rule: `general: ${general.rule.name}`, means: general.rule.means }
  }
  return { by: 'status', index: -1, ...decideByStatus(failure) }
}

function decideByStatus({ status, isFirst }: Failure): Pick<Decided, 'rule' | 'means'> {
  if (status === null && isFirst) {
    return { rule: 'general: error instead of a stream', means: { outcome: 'service-error' } }
  }
  if (status === null) return { rule: 'general: error inside the stream', means: { outcome: 'broken-stream' } }
  const rule = `general: ${STATUS_WORDS[status] ?? `status ${status}`}`
  return { rule, means: { outcome: outcomeOfStatus(status) } }
}

function firstThatHolds(
  rules: readonly ClassifyRule[],
  failure: Failure,
): { rule: ClassifyRule; index: number } | null {
  for (const [index, rule] of rules.entries()) if (holds(rule, failure)) return { rule, index }
  return null
}

/** What a person reads where a status alone decided about a key. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  401: 'the key was refused (401)',
  402: 'payment is wanted (402)',
}

function holds(rule: ClassifyRule, failure: Failure): boolean {
  if (rule.status && (failure.status === null || !rule.status.includes(failure.status))) return false
  if (rule.field && !meets(fieldTexts(failure, rule.field.path), rule.field)) return false
  if (rule.header && !meets(headerTexts(failure.headers, rule.header.name), rule.header)) return false
  return !rule.text || rule.text.some(phrase => failure.text.includes(phrase.toLowerCase()))
}

function fieldTexts(failure: Failure, path: string): readonly string[] {
  const known = failure.fields.get(path)
  if (known) return known
  const texts = readField(failure.json, path).map(text => text.toLowerCase())
  failure.fields.set(path, texts)
  return texts
}

function headerTexts(headers: Headers, name: string): readonly string[] {
  const value = headers[name.toLowerCase()]
  return value === undefined ? [] : [value.toLowerCase()]
}

function meets(texts: readonly string[], condition: TextCondition): boolean {
  if (texts.length === 0) return false
  if ('equals' in condition) return condition.equals.some(wanted => texts.includes(wanted.toLowerCase()))
  return condition.contains.some(wanted => texts.some(text => text.includes(wanted.toLowerCase())))
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

function learnedFrom(answer: Answer, json: unknown, facts: ClassifyFacts): readonly LearnedLimit[] {
  const model = limitModel(answer.model, facts)
  const fromHeaders = readLimits(answer.headers, answer.at, model, facts.limitWindows)
  const fromBody = json === null ? [] : readBodyLimits(json, answer.at, model)
  return fromBody.length === 0 ? fromHeaders : [...fromHeaders, ...fromBody]
}

function limitModel(model: string | null, facts: ClassifyFacts): string | null {
  return facts.policy.limitScope.endsWith('-model') ? model : null
}

/** Whom each outcome usually speaks about; a limit speaks about whatever the quota belongs to. */
function usualBlame(kind: OutcomeKind, limitScope: Scope): Blame {
  switch (kind) {
    case 'rate-limited':
    case 'quota-exhausted':
      return limitScope.startsWith('account') ? 'account' : limitScope === 'key-model' ? 'model' : 'key'
    case 'out-of-credit':
      return 'account'
    case 'key-rejected':
    case 'key-suspended':
      return 'key'
    case 'model-forbidden':
      return 'model'
    case 'overloaded':
    case 'service-error':
    case 'unreachable':
    case 'timed-out':
    case 'broken-stream':
      return 'service'
    case 'too-large':
    case 'caller-error':
      return 'caller'
    case 'success':
    case 'aborted':
      return 'nobody'
  }
}

/** An outcome that no answer came with. */
function plain(kind: OutcomeKind, rule: string, isAmbiguous = false, wasSent = true): Outcome {
  const blame = usualBlame(kind, 'key')
  return { kind, blame, rule, status: null, hintUntil: null, window: null, isAmbiguous, wasSent, learned: [] }
}
