import { findTask } from '@/lib/ai/tasks'
import { AI_FILES_MAX_BYTES, type AiTasks } from '@/lib/contract/ai'
import { describeAiTasks } from '@/lib/control/ai'
import { operatorCaller } from '@/lib/control/request-names'
import { mayUse } from '@/lib/gateway/admit'
import { answerWhole, streamAnswer } from './ai-answer'
import { clientTokenOf, readGiven } from './ai-input'
import { type AiCaller, runTask } from './ai-run'
import { BODY_LIMIT_BYTES, letIn, Refused, refusal } from './operator-door'
import { doorOf } from './route'
import { getRuntime } from './runtime'

/** Files travel in base64, which is a third longer, beside the names of the fields. */
const FILES_BODY_MAX_BYTES = Math.ceil((AI_FILES_MAX_BYTES * 4) / 3) + BODY_LIMIT_BYTES

/** The tasks with their schemas, for whoever may ask them; a program sees what it may use, and not how many keys that has. */
export function answerAiTasks(request: Request): Promise<Response> {
  return withCaller(request, 'viewer', async caller => {
    const { store, services, pools } = getRuntime()
    const tasks = await describeAiTasks(store, services.all(), pools)
    return Response.json(shownTo(caller, tasks), { headers: { 'cache-control': 'no-store' } })
  })
}

function shownTo(caller: AiCaller, { tasks, services }: AiTasks): AiTasks {
  if (caller.isPerson) return { tasks, services }
  const shown = <Named extends { keyCount: number }>(all: readonly Named[], idOf: (each: Named) => string) =>
    all.filter(each => mayUse(caller, idOf(each))).map(each => ({ ...each, keyCount: Math.min(1, each.keyCount) }))
  return {
    tasks: tasks.map(task => ({ ...task, routes: shown(task.routes, ({ service }) => service) })),
    services: shown(services, ({ id }) => id),
  }
}

/**
 * Runs a task for a program with a client token, or for an admin's session: `{…}` as JSON, or a form with files. The
 * answer comes whole, or, where `Accept` names an event stream, as it is made.
 */
export function answerAi(request: Request, taskId: string): Promise<Response> {
  return withCaller(request, 'admin', async caller => {
    const task = findTask(taskId)
    if (task === null)
      throw new Refused(
        'not-found',
        `There is no AI task ${JSON.stringify(taskId.slice(0, 40))}; GET /api/ai lists them.`,
      )
    const given = await readGiven(request, task.id === 'linkedin-import' ? FILES_BODY_MAX_BYTES : BODY_LIMIT_BYTES)
    const call = { task, given, caller, left: request.signal }
    if (request.headers.get('accept')?.includes('text/event-stream'))
      return streamAnswer(getRuntime(), call, error => doorOf(request).report(error))
    return answerWhole(await runTask(getRuntime(), { ...call, tell: null }))
  })
}

type Answer = (caller: AiCaller) => Promise<Response>

async function withCaller(request: Request, role: 'viewer' | 'admin', answer: Answer): Promise<Response> {
  const door = doorOf(request)
  const tell = quietIfLeft(request, answer)
  const token = clientTokenOf(request.headers)
  if (token === null && request.headers.has('cookie')) {
    return letIn(door, role, request, ({ id }) => tell({ id: operatorCaller(id), services: null, isPerson: true }))
  }
  try {
    if (token === null)
      throw new Refused('client-token-missing', 'Send a client token as Authorization: Bearer, or sign in.')
    const caller = getRuntime().callers.authenticate(token)
    if (caller === null)
      throw new Refused('client-token-invalid', 'The client token was not found, has ended, or was revoked.')
    return await tell(caller)
  } catch (error) {
    return refusal(error, door)
  }
}

/** As servers in front of others write it down; nobody reads it. */
const CALLER_LEFT = 499

/** Whoever left is no bug of ours. */
function quietIfLeft({ signal }: Request, answer: Answer): Answer {
  return async caller => {
    try {
      return await answer(caller)
    } catch (error) {
      if (!signal.aborted) throw error
      return new Response(null, { status: CALLER_LEFT })
    }
  }
}
