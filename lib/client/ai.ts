import { queryOptions } from '@tanstack/react-query'
import { type AiEvent, type AiTaskId, aiEventSchema, aiTasksSchema } from '@/lib/contract/ai'
import { ask, refusalOf, ServerUpdatedError } from './fetch'
import { blocksOf } from './live-stream'
import { queryKeys } from './query-keys'

/** Above the server's own time for a task. */
const TASK_LIMIT_MS = 300_000

/** Every AI task with its schemas, and what it asks. */
export const aiTasksQuery = queryOptions({
  queryKey: queryKeys.aiTasks,
  queryFn: ({ signal }) => ask({ path: '/api/admin/ai', schema: aiTasksSchema, signal }),
  retry: false,
})

/**
 * Runs a task, and tells what it says as it comes. Throws a ProblemError when it is refused before anything was asked,
 * and an Error with a sentence for people when the server cannot be reached.
 */
export async function* runAiTask(task: AiTaskId, input: object, signal: AbortSignal): AsyncGenerator<AiEvent> {
  const response = await fetch(`/api/ai/${task}`, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    cache: 'no-store',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TASK_LIMIT_MS)]),
  }).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new Error('The Keywheel server does not answer.', { cause: error })
  })
  if (!response.ok || response.body === null) throw await refusalOf(response)
  for await (const block of blocksOf(response.body)) yield readEvent(block)
}

function readEvent(block: string): AiEvent {
  const data = block.split('\n').find(line => line.startsWith('data: '))
  const parsed = aiEventSchema.safeParse(data === undefined ? null : JSON.parse(data.slice('data: '.length)))
  if (!parsed.success) throw new ServerUpdatedError(parsed.error)
  return parsed.data
}
