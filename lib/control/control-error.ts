import type { ProblemCode } from '@/lib/contract/problem'

/** What an operator's verb may answer in place of its result. */
export type ControlErrorCode = Extract<
  ProblemCode,
  'not-allowed' | 'not-found' | 'unknown-service' | 'conflict' | 'key-exists' | 'invalid-input' | 'secret-unreadable'
>

/** An operator's mistake. The message is for people: what is wrong and, where it helps, what to do. Never a secret. */
export class ControlError extends Error {
  override name = 'ControlError'
  constructor(
    readonly code: ControlErrorCode,
    message: string,
  ) {
    super(message)
  }
}
