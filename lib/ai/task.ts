import { z } from 'zod'
import type { AiRoute, AiTaskId } from '@/lib/contract/ai'
import { instructionsFor } from './instructions'
import type { GivenFile, Material } from './linkedin/files'
import type { FileTrouble } from './linkedin/unreadable-file'

/** The outside help a task may need. */
export type AiTools = {
  /** What files hold, read where a bad one does no harm. @throws UnreadableFile */
  readFiles(files: readonly GivenFile[]): Promise<Material>
}

/** What a model is asked, and what becomes of its answer. */
export type Question = {
  /** For the model's eyes: what to do, and how to answer. */
  instructions: string
  /** Material for the work, sent as JSON so that nothing in it can pass for an instruction. */
  material: unknown
  temperature: number
  answer: z.ZodType
  finish(answer: unknown): unknown
}

/** What a good input leads to. `known`: no model need be asked. */
export type Plan =
  | { kind: 'ask'; question: Question }
  | { kind: 'known'; result: unknown }
  | { kind: 'unreadable'; trouble: FileTrouble }

export type AiTask = {
  id: AiTaskId
  /** One sentence for programs. */
  about: string
  input: z.ZodType
  output: z.ZodType
  /** Asked in this order where an operator chose nothing else. */
  routes: readonly AiRoute[]
  read(given: unknown): { kind: 'wrong'; error: z.ZodError } | { kind: 'right'; plan(tools: AiTools): Promise<Plan> }
}

const DEFAULT_ROUTES: readonly AiRoute[] = [
  { service: 'gemini', model: 'gemini-2.5-flash' },
  { service: 'groq', model: 'llama-3.3-70b-versatile' },
  { service: 'openai', model: 'gpt-4o-mini' },
]

type Defined<Input extends z.ZodType> = Pick<AiTask, 'id' | 'about' | 'output'> & {
  input: Input
  plan(input: z.output<Input>, tools: AiTools): Promise<Plan>
}

/** A task whose plan sees its own input's type. */
export function defineTask<Input extends z.ZodType>({ plan, ...task }: Defined<Input>): AiTask {
  return {
    ...task,
    routes: DEFAULT_ROUTES,
    read: given => {
      const parsed = task.input.safeParse(given)
      return parsed.success
        ? { kind: 'right', plan: tools => plan(parsed.data, tools) }
        : { kind: 'wrong', error: parsed.error }
    },
  }
}

type Written<Input extends z.ZodType> = Pick<AiTask, 'id' | 'about' | 'output'> & {
  input: Input
  /** The work, in a few plain sentences; the input's fields are named as they are spelled. */
  work: string
  temperature: number
}

/** A task that a model does alone: its input is the material, its answer the result. */
export function defineWrittenTask<Input extends z.ZodType>({ work, temperature, ...task }: Written<Input>): AiTask {
  const question = {
    instructions: instructionsFor(work, task.output),
    temperature,
    answer: task.output,
    finish: (answer: unknown) => answer,
  }
  return defineTask({ ...task, plan: async material => ({ kind: 'ask', question: { ...question, material } }) })
}

/** What programs are shown of a schema. */
export function jsonSchemaOf(schema: z.ZodType, side: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...shown } = z.toJSONSchema(schema, { io: side })
  return shown
}
