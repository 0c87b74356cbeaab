import type { z } from 'zod'
import type { Asked, AskTrouble } from '@/lib/ai/ask'
import { FILE_TROUBLES, type FileTrouble } from '@/lib/ai/linkedin/unreadable-file'
import type { AiRoute } from '@/lib/contract/ai'
import { type Problem, problem } from '@/lib/contract/problem'
import { fieldIssues } from '@/lib/contract/said'
import { describeIssues } from '@/lib/contract/sentence'
import type { Attempt } from '@/lib/engine/attempt'
import type { Exhausted } from '@/lib/engine/lease'
import { type Instant, MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import { type Refusal, refusalOf, refusalOfExhausted } from '@/lib/gateway/refuse'

/** What a caller is told, and which service the record says it was about. */
export type AiRefusal = { refusal: Refusal; service: string; model: string | null; exhausted: Exhausted | null }

/** Why a task has no result. Of several services the one that returns by itself is named first, with all reasons. */
export function refusalOfAsked(asked: Exclude<Asked, { kind: 'answered' }>, label: string, now: Instant): AiRefusal {
  if (asked.kind === 'unfit') {
    const detail = `${label} answered twice in another form than asked for: ${asked.reason}.`
    return { refusal: refusalOf('output-unfit', detail), ...asked.route, exhausted: null }
  }
  const [main] = [...asked.troubles].sort((a, b) => hopelessness(a) - hopelessness(b))
  if (main === undefined) throw new Error('a task was refused without a reason')
  const { refusal, exhausted } = refusalOfTrouble(main, now)
  const details = asked.troubles.map(trouble => refusalOfTrouble(trouble, now).refusal.problem.detail)
  const keys = asked.troubles.flatMap(trouble => refusalOfTrouble(trouble, now).refusal.problem.keys ?? [])
  const { code, detail: _, ...facts } = refusal.problem
  const whole = { ...facts, ...problem(code, details.join(' ')), ...(keys.length > 0 && { keys }) }
  const model = main.kind === 'failed' ? main.attempt.model : null
  return { refusal: { ...refusal, problem: whole }, service: main.service.id, model, exhausted }
}

function refusalOfTrouble(trouble: AskTrouble, now: Instant): { refusal: Refusal; exhausted: Exhausted | null } {
  if (trouble.kind === 'exhausted') {
    const { exhausted } = trouble
    return { refusal: refusalOfExhausted(exhausted, now), exhausted }
  }
  const { label } = trouble.service
  const { outcome, status } = trouble.attempt
  if (outcome === 'timed-out')
    return { refusal: refusalOf('timed-out', `${label} did not answer in time.`), exhausted: null }
  if (status === null)
    return { refusal: refusalOf('upstream-unreachable', `${label} could not be reached.`), exhausted: null }
  const said = outcome === 'broken-stream' ? 'broke off its answer' : `answered with status ${status} (${outcome})`
  return { refusal: refusalOf('upstream-refused', `${label} ${said}.`), exhausted: null }
}

/** What passes by itself is better news than what needs a person. */
function hopelessness(trouble: AskTrouble): number {
  if (trouble.kind === 'failed') return 2
  return { limits: 0, 'service-down': 1, 'no-usable-key': 3 }[trouble.exhausted.cause]
}

/** Nothing whole came in the time that a task has. */
export function refusalOfLateness(
  attempts: readonly Attempt[],
  routes: readonly AiRoute[],
  waitedMs: number,
): AiRefusal {
  const { service = routes[0]?.service ?? '', model = null } = attempts.at(-1) ?? {}
  const detail = `No whole answer came within ${waitedMs / MINUTE_MS} minutes.`
  return { refusal: refusalOf('timed-out', detail), service, model, exhausted: null }
}

export function refusalOfInput(error: z.ZodError): Refusal {
  return final(problem('invalid-input', describeIssues(error), { issues: fieldIssues(error) }))
}

/** About as long as the files of one request are read. */
const READING_MS = 2 * SECOND_MS

export function refusalOfFile({ kind, file }: FileTrouble): Refusal {
  const name = file === '' ? 'The input' : file
  const said = { key: `aiFile.${kind}`, values: { file: name } }
  const detail = `${name} ${FILE_TROUBLES[kind]}.`
  if (kind !== 'busy') return final(problem('invalid-input', detail, { said }))
  return { problem: problem('too-many-files', detail, { said }), retryAfterMs: READING_MS, isRetryUseless: false }
}

/** The client token is for other services. */
export function refusalOfToken(routes: readonly AiRoute[]): Refusal {
  const detail = `This client token may use none of the services that this task asks: ${namesOf(routes)}.`
  return final(problem('not-allowed', detail))
}

/** The services are gone, or generate nothing any more. */
export function refusalOfNothing(routes: readonly AiRoute[]): Refusal {
  const detail = `None of the services that this task asks can be asked any more: ${namesOf(routes)}.`
  return final(problem('no-usable-key', detail))
}

function namesOf(routes: readonly AiRoute[]): string {
  return routes.map(({ service }) => service).join(', ')
}

function final(body: Problem): Refusal {
  return { problem: body, retryAfterMs: null, isRetryUseless: true }
}
