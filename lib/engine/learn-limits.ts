import { readBodyLimits } from './body-limits'
import { type Headers, hasUsedUpLimit, type LimitWindows, NO_LIMITS, readLimits } from './limit-headers'
import type { ServicePolicy } from './policy'
import type { Instant, LearnedLimit } from './vocabulary'

/** What must be known of a service to learn its limits from an answer. */
export type LimitFacts = {
  policy: Pick<ServicePolicy, 'limitScope'>
  /** What the service's limit headers speak about, where they do not say (`ServiceDefinition.limitWindows`). */
  limitWindows?: LimitWindows
  /** False: limits were read from this key's answers a moment ago, so a good answer is read only if one is used up. */
  isLearning?: boolean
}

type Answer = { headers: Headers; model: string | null; at: Instant }

/** The limits that a good answer tells of, in its headers. */
export function limitsOfSuccess({ headers, at, model }: Answer, facts: LimitFacts): readonly LearnedLimit[] {
  if (facts.isLearning === false && !hasUsedUpLimit(headers)) return NO_LIMITS
  return readLimits(headers, at, limitModel(model, facts), facts.limitWindows)
}

/** The limits that an error tells of, in its headers and its body (`json`, `null` where it has none). */
export function limitsOfFailure(answer: Answer, json: unknown, facts: LimitFacts): readonly LearnedLimit[] {
  const model = limitModel(answer.model, facts)
  const fromHeaders = readLimits(answer.headers, answer.at, model, facts.limitWindows)
  const fromBody = json === null ? [] : readBodyLimits(json, answer.at, model)
  return fromBody.length === 0 ? fromHeaders : [...fromHeaders, ...fromBody]
}

function limitModel(model: string | null, facts: LimitFacts): string | null {
  return facts.policy.limitScope.endsWith('-model') ? model : null
}
