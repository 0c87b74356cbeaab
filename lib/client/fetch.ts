import type { z } from 'zod'
import { type Problem, problem, problemSchema } from '@/lib/contract/problem'

const TIME_LIMIT_MS = 10_000

/** The server refused; `problem` says why in the contract's words. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }
}

/** The page is older than the server. */
export class ServerUpdatedError extends Error {
  override name = 'ServerUpdatedError'
  constructor(cause?: unknown) {
    super('The server was updated: reload the page.', { cause })
  }
}

type Question<T> = {
  path: string
  schema: z.ZodType<T>
  /** Sent as JSON by POST; absent: a GET. */
  body?: unknown
  signal?: AbortSignal
  /** For an answer that takes its time. */
  limitMs?: number
}

/**
 * Asks our own server, and checks that the answer is what the contract says. Throws a ProblemError when it refuses,
 * and an Error with a sentence for people when there is no answer or another shape.
 */
export async function ask<T>({ path, schema, body, signal, limitMs = TIME_LIMIT_MS }: Question<T>): Promise<T> {
  const limit = AbortSignal.timeout(limitMs)
  const response = await fetch(path, {
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    cache: 'no-store',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Error('The Keywheel server does not answer.', { cause: error })
  })
  if (!response.ok) throw await refusalOf(response)
  const answer: unknown = await response.json().catch(() => null)
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new ServerUpdatedError(parsed.error)
  return parsed.data
}

/** What the server refused with. */
export async function refusalOf(response: Response): Promise<ProblemError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => null))
  const { data = problem('internal', `The server answered with status ${response.status}.`) } = parsed
  return new ProblemError(data)
}
