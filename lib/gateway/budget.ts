import { costsNothing, isOpenAiChat } from '@/lib/catalog/paths'
import { MODEL_SCAN_BYTES } from '@/lib/catalog/scan'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import type { BudgetRequest, BudgetVerdict, Denial, Register, Uncounted } from './admit'
import { AnswerWatch } from './answer-watch'
import type { RequestBody } from './body'
import { expectedUse, readCostFields } from './expected-use'
import { uncountedOf } from './uncounted'
import { withUsageWish } from './usage-wish'

type Asked = Omit<BudgetRequest, 'expected' | 'isFree' | 'uncounted' | 'caller'> & {
  method: string
  path: string
  caller: string
  headers: readonly string[]
  replayBytes: number
}
type Begun = Denial | { kind: 'held'; watch: AnswerWatch; body: RequestBody } | null

/** A caller may be let in again as soon as one of its requests has ended. */
const HELD_MS = SECOND_MS

/**
 * Holds what a request may cost of its caller's budget, and sees to it that what it does cost will be known. `null`: it
 * costs nothing that its answer would have to say. Only for callers with a budget.
 */
export function holdBudget(register: Register, asked: Asked, body: RequestBody, now: Instant): Begun {
  const { service, method, path } = asked
  if (costsNothing(method, path)) return holdFree(register, asked, now)
  const read = readCostFields(body)
  const expected = expectedUse(body, read.fields)
  const uncounted = uncountedOf(asked, body, read)
  const verdict = register.holdBudget?.({ ...asked, expected, uncounted }) ?? null
  if (verdict !== null) return denialOfBudget(verdict, asked, now)
  const wish = body.kind === 'held' && service.asksStreamUsage === true && isOpenAiChat(path)
  const bytes = wish ? withUsageWish(body.bytes) : null
  const watch = new AnswerWatch(expected, bytes !== null)
  return { kind: 'held', watch, body: bytes === null ? body : { kind: 'held', bytes } }
}

/** Reads and the like: only where an operator set a price by the request is there anything to hold. */
function holdFree(register: Register, asked: Asked, now: Instant): Denial | null {
  const verdict = register.holdBudget?.({ ...asked, expected: NOTHING, isFree: true }) ?? null
  return verdict && denialOfBudget(verdict, asked, now)
}

const NOTHING = { tokensIn: 0, tokensOut: 0 }

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
  const why = verdict.kind === 'uncounted' ? verdict.why : 'unnamed'
  if (why === 'crowded') return { ...about, code: 'token-budget-held', detail: CROWDED, retryAt: now + HELD_MS }
  if (why !== 'unnamed') {
    return { ...about, code: 'uncounted-cost', detail: `This client token has a budget, and ${UNCOUNTED[why]}` }
  }
  const what =
    model === null || verdict.kind === 'uncounted'
      ? `this call of ${service.label} names no model in its first ${MODEL_SCAN_BYTES / 1024} KB`
      : `${service.label}’s ${model} has no price`
  const detail = `This client token has a budget, and ${what}, so nobody could say what it costs. An operator can set a price on Keywheel’s settings page.`
  return { ...about, code: 'unpriced-model', detail }
}

const CROWDED =
  'This client token has a budget, and other requests fill the memory in which this one’s body would be read to count what it costs. Ask again in a moment.'

const UNCOUNTED: Record<Exclude<Uncounted, 'unnamed' | 'crowded'>, string> = {
  deferred:
    'work that an upstream does after its answer (batches, jobs, background) cannot be counted in it. Ask for the answer at once.',
  'two-models': 'this request names its model twice, so nobody could say what it costs. Name it once.',
  'too-long':
    'this request’s body is too long to be read whole, so nobody could say what it costs. Send a shorter one.',
  unreadable:
    'this request’s body could be read in more than one way, so nobody could say what it costs. Send plain, uncompressed JSON or a plain form.',
}
