import type { ClassifyRule, TextCondition } from './classify-rule'
import { parseErrorBody, readField, statedStatus } from './error-body'
import { GENERAL_RULES, outcomeOfStatus } from './general-rules'
import type { Headers } from './limit-headers'
import type { ServiceId } from './vocabulary'

/**
 * A failed answer as rules look at it. Texts are in lower case; `fields` remembers what was read, for many rows look at
 * the same path.
 */
export type Failure = {
  status: number | null
  headers: Headers
  text: string
  json: unknown
  fields: Map<string, readonly string[]>
  isFirst: boolean
}

/** Which rule decides about a failure: its list and its place there. `status`: none does, and the status is all there is. */
export type Decision = { by: 'own' | 'general' | 'status'; index: number }

type Decided = Decision & { rule: string; means: ClassifyRule['means'] }

/** What must be known of a service to decide: its own rules come before the general ones. */
export type DecideFacts = { id: ServiceId; rules: readonly ClassifyRule[] }

/** @param status `null`: an error inside a stream, which may state one itself */
export function failureOf(
  { headers, body }: { headers: Headers; body: string },
  status: number | null,
  isFirst = false,
): Failure {
  const json = parseErrorBody(body)
  return { status: status ?? statedStatus(json), headers, text: body.toLowerCase(), json, fields: new Map(), isFirst }
}

/** The first rule that holds of a failure: the service's own, a general one, or else what its status says. */
export function decide(failure: Failure, facts: DecideFacts): Decided {
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
