import { type Problem, type ProblemCode, problem } from '@/lib/contract/problem'
import type { FieldIssue, Said } from '@/lib/contract/said'

/** What an operator's verb may answer in place of its result. */
export type ControlErrorCode = Extract<
  ProblemCode,
  'not-allowed' | 'not-found' | 'unknown-service' | 'conflict' | 'key-exists' | 'invalid-input' | 'secret-unreadable'
>

/**
 * An operator's mistake. The message is for people: what is wrong and, where it helps, what to do. Never a secret.
 * `said` is the same sentence for screens, which speak the person's language; `issues` name the fields of an input.
 */
export class ControlError extends Error {
  override name = 'ControlError'
  constructor(
    readonly code: ControlErrorCode,
    message: string,
    readonly more: { said?: Said; issues?: readonly FieldIssue[] } = {},
  ) {
    super(message)
  }

  /** The same as a program reads it (RFC 9457). */
  asProblem(): Problem {
    const { said, issues } = this.more
    return problem(this.code, this.message, { ...(said && { said }), ...(issues && { issues: [...issues] }) })
  }
}
