import { ProblemError } from './fetch'

/** Did the server refuse because nobody is signed in? */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'sign-in-required'
}
