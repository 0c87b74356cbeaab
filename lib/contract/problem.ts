import { z } from 'zod'
import { fieldIssueSchema, saidSchema } from './said'

/** The error table: every code Keywheel answers with itself, its status, and its title for people. */
export const PROBLEMS = {
  'bad-request': { status: 400, title: 'The request cannot be read' },
  'bad-path': { status: 400, title: 'The path cannot be read' },
  'client-token-missing': { status: 401, title: 'A client token is needed' },
  'client-token-invalid': { status: 401, title: 'The client token is not known' },
  'sign-in-required': { status: 401, title: 'Sign in as an operator' },
  'not-allowed': { status: 403, title: 'You may not do this' },
  'unpriced-model': { status: 403, title: 'The model has no price, which a client token with a budget needs' },
  'uncounted-cost': { status: 403, title: 'A client token with a budget may not do what nobody could count' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'unknown-service': { status: 404, title: 'There is no such service' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  conflict: { status: 409, title: 'This clashes with what is already there' },
  'key-exists': { status: 409, title: 'This key is already in the pool' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'invalid-input': { status: 422, title: 'Something in the input is wrong' },
  'token-minute-limit': { status: 429, title: 'The client token is at its limit of the minute' },
  'token-day-limit': { status: 429, title: 'The client token is at its limit of the day' },
  'token-budget': { status: 429, title: 'The client token has spent its budget of the month' },
  'token-budget-held': { status: 429, title: 'The budget left is held by requests under way' },
  exhausted: { status: 429, title: 'Every key of this service rests' },
  internal: { status: 500, title: 'Something broke on our side' },
  'secret-unreadable': { status: 500, title: 'A stored secret cannot be opened' },
  'output-unfit': { status: 502, title: 'The model did not answer in the form asked for' },
  'upstream-refused': { status: 502, title: 'The upstream refused the request' },
  'upstream-unreachable': { status: 502, title: 'The upstream cannot be reached' },
  'service-off': { status: 503, title: 'The service is switched off' },
  'not-repeatable': { status: 503, title: 'The request could not be tried with another key' },
  'service-down': { status: 503, title: 'The upstream service is down' },
  'no-usable-key': { status: 503, title: 'No key of this service can be used' },
  'too-many-readers': { status: 503, title: 'Too many pages listen already' },
  'too-many-files': { status: 503, title: 'Too many files are being read already' },
  draining: { status: 503, title: 'The server is stopping' },
  'timed-out': { status: 504, title: 'The upstream did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS
export const PROBLEM_CODES = codesOf(PROBLEMS)
/** The keys of the table, which is not empty, are its codes. */
function codesOf(table: typeof PROBLEMS): [ProblemCode, ...ProblemCode[]] {
  return Object.keys(table) as [ProblemCode, ...ProblemCode[]]
}
export const PROBLEM_TYPE = 'application/problem+json'

/** A refusal as programs read it (RFC 9457), with our code and, where keys are the reason, which and until when. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  code: z.enum(PROBLEM_CODES),
  retryAt: z.iso.datetime().optional(),
  keys: z
    .array(z.looseObject({ masked: z.string(), reason: z.string(), until: z.iso.datetime().nullable() }))
    .optional(),
  /** The detail for screens, in any language. */
  said: saidSchema.optional(),
  /** Which fields of the input are wrong. */
  issues: z.array(fieldIssueSchema).optional(),
})
export type Problem = z.infer<typeof problemSchema>

type ProblemFacts = Pick<Problem, 'retryAt' | 'keys' | 'said' | 'issues'>

/** The problem of a code, in the words of `detail`; the table supplies status and title. */
export function problem(code: ProblemCode, detail: string, more: ProblemFacts = {}): Problem {
  const { status, title } = PROBLEMS[code]
  return { type: `urn:keywheel:problem:${code}`, title, status, detail, code, ...more }
}
