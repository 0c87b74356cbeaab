import type { OperatorAction } from '@/lib/contract/action'
import { ProblemError, ServerUpdatedError } from './fetch'

/**
 * Runs a server action as a mutation's function: the answer, or a ProblemError with the server's refusal. Trouble on
 * the way (no network, a new build) is an Error with a sentence for people.
 */
export async function act<Input, Answer>(action: OperatorAction<Input, Answer>, input: Input): Promise<Answer> {
  const outcome = await action(input).catch((error: unknown) => {
    throw new Error('The Keywheel server does not answer.', { cause: error })
  })
  // A page of an older build calls what is no longer there, and is answered with nothing.
  if (outcome === undefined) throw new ServerUpdatedError()
  if (outcome.kind === 'refused') throw new ProblemError(outcome.problem)
  return outcome.answer
}
