import { askInOrder } from '@/lib/ai/ask'
import { RecordedRequest } from '@/lib/ai/recorded-request'
import type { AiTask, Question } from '@/lib/ai/task'
import type { AiAnswer, AiEvent, AiRoute } from '@/lib/contract/ai'
import type { Attempt } from '@/lib/engine/attempt'
import { type Instant, MINUTE_MS } from '@/lib/engine/vocabulary'
import { countIn, type Denial, mayUse } from '@/lib/gateway/admit'
import { type Refusal, refusalOfDenial, refusedAttempt } from '@/lib/gateway/refuse'
import { makeTimeId } from '@/lib/rotation/time-id'
import { readAiRoutes } from '@/lib/store/ai-routes'
import { expectedOf, holdFor, isPriced, payingFor, unpricedDenial } from './ai-budget'
import {
  type AiRefusal,
  refusalOfAsked,
  refusalOfFile,
  refusalOfInput,
  refusalOfLateness,
  refusalOfNothing,
  refusalOfToken,
} from './ai-refusal'
import type { Engine } from './engine'
import { fileReader } from './file-reader'

/** Who asks a task: a client token with the services it may use (`null`: all), or an operator in person. */
export type AiCaller = { id: string; services: readonly string[] | null; isPerson?: true; hasBudget?: true }

export type AiCall = {
  task: AiTask
  given: unknown
  caller: AiCaller
  /** The caller left. */
  left: AbortSignal
  tell: ((event: AiEvent) => void) | null
}

export type AiOutcome =
  | { kind: 'answer'; answer: AiAnswer }
  | { kind: 'refused'; refusal: Refusal; requestId: string | null; attempts: AiAnswer['attempts'] }

/** A task may ask twice at several services; whoever waits longer is gone. */
const WHOLE_MAX_MS = 4 * MINUTE_MS

type World = Pick<Engine, 'ports' | 'store' | 'recorder' | 'log'>

/**
 * Runs a task for a caller with the server's own pools, and writes down what it took. Rejects with the reason of
 * `left`, or for a bug.
 */
export async function runTask(world: World, call: AiCall): Promise<AiOutcome> {
  const { task, given, caller } = call
  const read = task.read(given)
  if (read.kind === 'wrong') return refused(refusalOfInput(read.error))
  const routes = (await readAiRoutes(world.store))[task.id] ?? task.routes
  const allowed = routes.filter(({ service }) => mayUse(caller, service))
  if (allowed.length === 0) return refused(refusalOfToken(routes))
  const payable = caller.hasBudget === true ? allowed.filter(route => isPriced(world.ports, route)) : allowed
  if (payable.length === 0) return keepOut(world, call, unpricedDenial(world.ports, call, allowed))
  // reading files is work: it counts, whether a model is asked afterwards or not
  const overLimit = countIn(world.ports, caller, allowed[0]?.service ?? '')
  if (overLimit !== null) return keepOut(world, call, overLimit)
  const plan = await read.plan({ readFiles: fileReader(process.cwd()) })
  if (plan.kind === 'unreadable') return refused(refusalOfFile(plan.trouble))
  switch (plan.kind) {
    case 'known':
      return { kind: 'answer', answer: answerOf(task, plan.result, null, null) }
    case 'ask': {
      const outcome = await askFor(world, call, plan.question, payable)
      if (caller.isPerson) await showTrail(world)
      return outcome
    }
  }
}

/** A person looks at the trail at once. It is written later too: a paid answer does not wait for it to work. */
function showTrail({ recorder, log }: World): Promise<void> {
  return recorder.flush().catch((error: unknown) => {
    log.warn({ error: String(error) }, 'the trail of a task could not be written at once')
  })
}

/** The caller has used up what it may. */
function keepOut({ ports }: World, { task, caller }: AiCall, overLimit: Denial): AiOutcome {
  const now = ports.now()
  const refusal = refusalOfDenial(overLimit, now)
  const facts = factsOf(task, caller, now)
  const { service, model = null, units = 0 } = overLimit
  const about = { service: service ?? '', model, units, exhausted: null }
  const asked = { ...facts, ...about, method: 'POST', arrivedAt: now }
  ports.record(refusedAttempt(asked, refusal, 0, now))
  return refused(refusal, facts.requestId)
}

function factsOf({ id }: AiTask, caller: AiCaller, at: Instant) {
  return { requestId: makeTimeId(at), caller: caller.id, path: `/api/ai/${id}` }
}

async function askFor(world: World, call: AiCall, question: Question, routes: readonly AiRoute[]): Promise<AiOutcome> {
  const { ports } = world
  const { task, caller, left, tell } = call
  const arrivedAt = ports.now()
  const facts = factsOf(task, caller, arrivedAt)
  const expected = expectedOf(question)
  const overBudget = holdFor(ports, call, facts.requestId, expected, routes)
  if (overBudget !== null) return keepOut(world, call, overBudget)
  const request = new RecordedRequest(facts, ports.record)
  const refuse = (about: AiRefusal): AiOutcome => {
    const { refusal, service, model, exhausted } = about
    const asked = { ...facts, arrivedAt, method: 'POST', service, model, units: 1, exhausted }
    request.refuse(attemptCount => refusedAttempt(asked, refusal, attemptCount, ports.now()))
    return refused(refusal, facts.requestId, request.attempts)
  }
  const late = AbortSignal.timeout(WHOLE_MAX_MS)
  try {
    const signal = AbortSignal.any([left, late])
    const paying = caller.hasBudget === true ? payingFor(expected, tell) : { tell }
    const asked = await askInOrder(ports, { question, routes, request, signal, ...paying })
    if (asked.kind === 'answered') {
      request.end()
      return { kind: 'answer', answer: answerOf(task, asked.result, asked.route, request) }
    }
    if (asked.kind === 'unanswered' && asked.troubles.length === 0) return refused(refusalOfNothing(routes))
    const label = asked.kind === 'unfit' ? (ports.findService(asked.route.service)?.label ?? asked.route.service) : ''
    return refuse(refusalOfAsked(asked, label, ports.now()))
  } catch (error) {
    if (late.aborted && !left.aborted) return refuse(refusalOfLateness(request.attempts, routes, WHOLE_MAX_MS))
    request.end()
    throw error
  } finally {
    ports.releaseBudget?.(facts.requestId)
  }
}

function answerOf(task: AiTask, result: unknown, route: AiRoute | null, request: RecordedRequest | null): AiAnswer {
  const attempts = request?.attempts ?? []
  const sum = (read: (attempt: Attempt) => number) => attempts.reduce((total, each) => total + read(each), 0)
  return {
    task: task.id,
    result,
    requestId: request?.facts.requestId ?? null,
    service: route?.service ?? null,
    model: route?.model ?? null,
    usage: {
      tokensIn: sum(({ tokensIn }) => tokensIn),
      tokensOut: sum(({ tokensOut }) => tokensOut),
      costUsd: sum(({ costUsd }) => costUsd),
      pricedBy: attempts.findLast(({ pricedBy }) => pricedBy)?.pricedBy ?? null,
    },
    attempts: attempts.map(trailStep),
  }
}

function trailStep({
  number,
  service,
  model,
  masked,
  outcome,
  status,
  totalMs,
}: Attempt): AiAnswer['attempts'][number] {
  return { number, service, model, key: masked, outcome, status, totalMs }
}

function refused(refusal: Refusal, requestId: string | null = null, attempts: readonly Attempt[] = []): AiOutcome {
  return { kind: 'refused', refusal, requestId, attempts: attempts.map(trailStep) }
}
