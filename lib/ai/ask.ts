import { z } from 'zod'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { AiEvent, AiRoute } from '@/lib/contract/ai'
import type { Attempt } from '@/lib/engine/attempt'
import type { Exhausted } from '@/lib/engine/lease'
import type { Usage } from '@/lib/engine/vocabulary'
import { ExhaustedError } from '@/lib/rotation/exhausted-error'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { withKey } from '@/lib/rotation/with-key'
import { correction } from './instructions'
import { readAnswer } from './read-answer'
import type { RecordedRequest } from './recorded-request'
import { speakerFor } from './speaker'
import type { Run, Speaker, Talk, Turn } from './talk'
import type { Question } from './task'

/** Why a service gave no answer. `failed`: what its last attempt came to. */
export type AskTrouble =
  | { kind: 'exhausted'; service: ServiceDefinition; exhausted: Exhausted }
  | { kind: 'failed'; service: ServiceDefinition; attempt: Attempt }

export type Asked =
  | { kind: 'answered'; result: unknown; route: AiRoute }
  /** Asked for once more, it still did not fit. */
  | { kind: 'unfit'; reason: string; route: AiRoute }
  /** One for each service, in the order asked; none where no service could be asked at all. */
  | { kind: 'unanswered'; troubles: readonly AskTrouble[] }

export type Asking = {
  question: Question
  routes: readonly AiRoute[]
  request: RecordedRequest
  /** Heard when the caller left or the time is over. */
  signal: AbortSignal
  /** What an attempt cost that was waited for so long and left, or nothing came of; absent: nobody need know. */
  usageOfLeaving?: ((waitedMs: number) => Usage) | undefined
  /** Hears the answer as it comes; `null`: only the whole is wanted. */
  tell: ((event: AiEvent) => void) | null
}

/** A stream that broke off is asked for once more. */
const BREAKS_MAX = 1

/**
 * Asks the services in order until one has answered, each with all its keys. An answer that does not fit is asked for
 * once more, with the reason. Rejects with the signal's reason, or for a bug; every attempt is in `request`, and
 * whether its last one ends it is left to the caller to say.
 */
export async function askInOrder(ports: InProcessPorts, asking: Asking): Promise<Asked> {
  const troubles: AskTrouble[] = []
  for (const route of asking.routes) {
    const service = ports.findService(route.service)
    const speaker = service && speakerFor(service)
    if (!service || service.isOff || !speaker) continue
    const before = troubles.at(-1)?.service.label
    if (before !== undefined) asking.tell?.({ kind: 'again', why: 'next-service', detail: `${before} gave no answer.` })
    const asked = await askRoute({
      ports: { ...ports, record: asking.request.record },
      asking,
      route,
      service,
      speaker,
    })
    if (asked.kind !== 'exhausted' && asked.kind !== 'failed') return asked
    troubles.push(asked)
  }
  return { kind: 'unanswered', troubles }
}

type Visit = { ports: InProcessPorts; asking: Asking; route: AiRoute; service: ServiceDefinition; speaker: Speaker }

/** An answer that does not fit is asked for once more. */
const TRIES_MAX = 2

async function askRoute(visit: Visit): Promise<Exclude<Asked, { kind: 'unanswered' }> | AskTrouble> {
  const { asking, route } = visit
  const { question, tell } = asking
  const turns: Turn[] = [{ role: 'user', text: JSON.stringify(question.material) }]
  for (let tryCount = 1; ; tryCount++) {
    const said = await speak(visit, turns)
    if (said.kind !== 'said') return said
    const reading = readAnswer(said.text, question.answer)
    if (reading.kind === 'fits') return { kind: 'answered', result: question.finish(reading.answer), route }
    const { reason } = reading
    if (tryCount === TRIES_MAX) return { kind: 'unfit', reason, route }
    tell?.({ kind: 'again', why: 'unfit', detail: reason })
    // some services refuse a turn that says nothing
    turns.push({ role: 'model', text: said.text || '{}' }, { role: 'user', text: correction(reason) })
  }
}

type Speech = { kind: 'said'; text: string } | AskTrouble

async function speak(visit: Visit, turns: readonly Turn[]): Promise<Speech> {
  for (let breakCount = 0; ; breakCount++) {
    const said = await speakOnce(visit, turns)
    const isBroken = said.kind === 'failed' && said.attempt.outcome === 'broken-stream'
    if (!isBroken || breakCount === BREAKS_MAX) return said
    visit.asking.tell?.({ kind: 'again', why: 'broken', detail: `${visit.service.label} broke off.` })
  }
}

async function speakOnce(visit: Visit, turns: readonly Turn[]): Promise<Speech> {
  const { service, asking } = visit
  const { attempts } = asking.request
  const countBefore = attempts.length
  try {
    return { kind: 'said', text: await listen(visit, turns) }
  } catch (error) {
    asking.signal.throwIfAborted()
    if (error instanceof ExhaustedError) return { kind: 'exhausted', service, exhausted: error.exhausted }
    const attempt = attempts.at(-1)
    // without an upstream's doing in it, it is a bug
    if (attempts.length === countBefore || attempt === undefined || attempt.outcome === 'aborted') throw error
    return { kind: 'failed', service, attempt }
  }
}

async function listen({ ports, asking, route, service, speaker }: Visit, turns: readonly Turn[]): Promise<string> {
  const { question, request, signal, tell, usageOfLeaving } = asking
  const { model } = route
  const call = { model, signal, method: 'POST', path: request.facts.path, isSafeToRepeat: true, usageOfLeaving }
  const run: Run = attempt => withKey(ports, service.id, attempt, call)
  const { instructions, temperature } = question
  const talk: Talk = {
    model,
    instructions,
    temperature,
    turns,
    schema: z.toJSONSchema(question.answer, { io: 'input' }),
  }
  if (tell === null) return speaker.whole(run, talk)
  tell({ kind: 'asked', requestId: request.facts.requestId, service: service.id, label: service.label, model })
  let text = ''
  for await (const piece of await speaker.pieces(run, talk)) {
    text += piece
    tell({ kind: 'text', text: piece })
  }
  return text
}
