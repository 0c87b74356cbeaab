import { AI_TASKS } from '@/lib/ai/tasks'
import { aiAnswerSchema, aiRoutesChangeSchema, aiTasksSchema, changedAiTaskSchema } from '@/lib/contract/ai'
import { nothingSchema } from '@/lib/contract/token'
import { admin, type Operation } from './operation'

const asCaller = { role: 'caller', tag: 'AI' } as const

/** The AI tasks, each with its own input and result, and how they are set. */
export const AI_OPERATIONS: readonly Operation[] = [
  {
    ...asCaller,
    method: 'GET',
    path: '/api/ai',
    says: 'Every task with its schemas.',
    input: nothingSchema,
    answer: aiTasksSchema,
  },
  ...AI_TASKS.map(
    ({ id, about, input, output }): Operation => ({
      ...asCaller,
      ...{ method: 'POST', path: `/api/ai/${id}`, says: about, input },
      answer: aiAnswerSchema.extend({ result: output }),
    }),
  ),
  admin('AI', 'GET ai', 'viewer', 'Every task, and what it asks.', nothingSchema, aiTasksSchema),
  admin(
    'AI',
    'PUT ai/routes',
    'admin',
    'Sets which services and models a task asks, best first.',
    aiRoutesChangeSchema,
    changedAiTaskSchema,
  ),
]
