import type { z } from 'zod'
import type { ActionAnswer, OperatorAction } from '@/lib/contract/action'
import { problem } from '@/lib/contract/problem'
import { perform, type Verb } from '@/lib/control/context'
import { ControlError } from '@/lib/control/control-error'
import { currentOperator } from './auth'
import { getRuntime } from './runtime'

/**
 * A server action for an operator's verb: `export const addKeyAction = operatorAction(schema, addKey)` in a file with
 * 'use server'. By session only; the verb checks the role. Next itself refuses an action called from another origin.
 */
export function operatorAction<Schema extends z.ZodType, Answer>(
  schema: Schema,
  verb: Verb<z.output<Schema>, Answer>,
): OperatorAction<z.input<Schema>, Answer> {
  return async input => {
    const { context, log } = getRuntime()
    try {
      const operator = await currentOperator()
      if (!operator) return refused(problem('sign-in-required', 'Sign in again.'))
      return { kind: 'done', answer: await perform(verb, schema, context(operator), input) }
    } catch (error) {
      if (error instanceof ControlError) return refused(error.asProblem())
      const stack = error instanceof Error ? error.stack : undefined
      log.error({ verb: verb.name, error: String(error), stack }, 'an operator action failed')
      return refused(problem('internal', 'The log of the server says more.'))
    }
  }
}

function refused(body: ReturnType<typeof problem>): ActionAnswer<never> {
  return { kind: 'refused', problem: body }
}
