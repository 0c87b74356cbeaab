import { readField } from './error-body'
import type { Instant, LearnedLimit } from './vocabulary'

/**
 * Limits that an error answer states in its body: Gemini's QuotaFailure (`quotaId`, `quotaValue`), and the sentence
 * of Groq and OpenAI ("on tokens per day (TPD): Limit 100000, Used 97050").
 */
export function readBodyLimits(json: unknown, now: Instant, model: string | null): readonly LearnedLimit[] {
  return [...quotaFailures(json, now, model), ...sentences(json, now, model)]
}

function quotaFailures(json: unknown, now: Instant, model: string | null): LearnedLimit[] {
  const ids = readField(json, 'error.details[].violations[].quotaId')
  const values = readField(json, 'error.details[].violations[].quotaValue')
  // values cannot be told apart when some violations lack one
  if (ids.length !== values.length) return []
  return ids.flatMap((id, index) => {
    const limit = amount(values[index])
    if (limit === null) return []
    const unit = /token/i.test(id) ? 'tokens' : 'requests'
    const per = /PerDay/i.test(id) ? 'day' : /PerMinute/i.test(id) ? 'minute' : 'unknown'
    return [{ unit, per, model, limit, remaining: null, resetAt: null, learnedAt: now } as const]
  })
}

const SENTENCE =
  /\bon (?:input |output )?(tokens|requests) per (min(?:ute)?|day) \([A-Z]{2,6}\): Limit (\d{1,15}), Used (\d{1,15})/

function sentences(json: unknown, now: Instant, model: string | null): LearnedLimit[] {
  return readField(json, 'error.message').flatMap(message => {
    const match = SENTENCE.exec(message.slice(0, MESSAGE_SCAN_CHARS))
    const limit = amount(match?.[3])
    const used = amount(match?.[4])
    if (!match || limit === null || used === null) return []
    const unit = match[1] === 'tokens' ? 'tokens' : 'requests'
    const per = match[2] === 'day' ? 'day' : 'minute'
    return [{ unit, per, model, limit, remaining: Math.max(0, limit - used), resetAt: null, learnedAt: now } as const]
  })
}

const MESSAGE_SCAN_CHARS = 2000

function amount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
