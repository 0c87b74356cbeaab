import { costsNothing, isOpenAiChat } from '@/lib/catalog/paths'
import { findTopLevel, MODEL_SCAN_BYTES, readTopLevelCount } from '@/lib/catalog/scan'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import type { BudgetRequest, BudgetVerdict, Denial, Register } from './admit'
import { AnswerWatch, type Expected, tokensOf } from './answer-watch'
import { type RequestBody, visibleBytes } from './body'
import { withUsageWish } from './usage-wish'

type Asked = Omit<BudgetRequest, 'expected' | 'caller'> & { method: string; path: string; caller: string }
type Begun = Denial | { kind: 'held'; watch: AnswerWatch; body: RequestBody } | null

/** A caller may be let in again as soon as one of its requests has ended. */
const HELD_MS = SECOND_MS
/** Where a request does not say how long its answer may get. */
export const UNSAID_TOKENS_OUT = 4096

/**
 * Holds what a request may cost of its caller's budget, and sees to it that what it does cost will be known. `null`: it
 * costs nothing. Only for callers with a budget.
 */
export function holdBudget(register: Register, asked: Asked, body: RequestBody, now: Instant): Begun {
  const { service, method, path } = asked
  if (costsNothing(method, path)) return null
  const expected = expectedUse(body)
  const verdict = register.holdBudget?.({ ...asked, expected }) ?? null
  if (verdict !== null) return denialOfBudget(verdict, asked, now)
  const wish = body.kind === 'held' && service.asksStreamUsage === true && isOpenAiChat(path)
  const bytes = wish ? withUsageWish(body.bytes) : null
  const watch = new AnswerWatch(expected, bytes !== null)
  return { kind: 'held', watch, body: bytes === null ? body : { kind: 'held', bytes } }
}

function expectedUse(body: RequestBody): Expected {
  const bytes = visibleBytes(body)
  if (bytes === null) return { tokensIn: 0, tokensOut: UNSAID_TOKENS_OUT }
  const length = body.kind === 'passing' ? (body.length ?? bytes.length) : bytes.length
  return { tokensIn: tokensOf(length), tokensOut: longestAnswer(bytes) ?? UNSAID_TOKENS_OUT }
}

/** As OpenAI's two dialects and Anthropic name it, Cohere too; and Gemini, in its `generationConfig`. */
const LIMIT_FIELDS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const
const GEMINI_LIMIT = /"maxOutputTokens"\s{0,8}:\s{0,8}(\d{1,9})/

function longestAnswer(bytes: Buffer): number | null {
  for (const field of LIMIT_FIELDS) {
    const said = readTopLevelCount(bytes, field)
    if (said !== null) return said
  }
  const config = findTopLevel(bytes, 'generationConfig', MODEL_SCAN_BYTES)
  const [, said] = config === null ? [] : (GEMINI_LIMIT.exec(bytes.toString('latin1', config.start, config.end)) ?? [])
  return said === undefined ? null : Number(said)
}

/** Why a caller with a budget is kept out, in one sentence. */
export function denialOfBudget(
  verdict: BudgetVerdict,
  {
    service,
    model,
    caller,
    units,
  }: Pick<Asked, 'model' | 'caller' | 'units'> & { service: Pick<ServiceDefinition, 'id' | 'label'> },
  now: Instant,
): Denial {
  const about = { kind: 'denied' as const, service: service.id, caller: { id: caller, services: null }, model, units }
  if (verdict.kind === 'held') {
    const [left, limit] = [verdict.leftUsd, verdict.limitUsd].map(usd => `$${usd.toFixed(2)}`)
    const detail = `This client token has ${left} of its budget of ${limit} for this month left, which its requests under way may use. Ask again when they have ended.`
    return { ...about, code: 'token-budget-held', detail, retryAt: now + HELD_MS }
  }
  const what =
    model === null
      ? `this call of ${service.label} names no model in its first ${MODEL_SCAN_BYTES / 1024} KB`
      : `${service.label}’s ${model} has no price`
  const detail = `This client token has a budget, and ${what}, so nobody could say what it costs. An operator can set a price on Keywheel’s settings page.`
  return { ...about, code: 'unpriced-model', detail }
}
