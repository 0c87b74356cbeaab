import type { IncomingHttpHeaders } from 'node:http'
import type { RefusalWording } from '@/lib/catalog/service'
import { PROBLEM_TYPE, type Problem } from '@/lib/contract/problem'

/** What a refusal says, and how long to wait. */
type Said = { problem: Problem; retryAfterMs: number | null }

/**
 * A refusal as its caller's SDK reads it, and as a program does that knows problem documents (RFC 9457): the upstream's
 * error object and the problem's members stand side by side, which collide in one name alone (Anthropic's `type`).
 * Google's SDKs show a whole body as their message, and only where its type is plain JSON: they get the object alone.
 * `Accept: application/problem+json` asks for the problem alone.
 */
export function wordRefusal(
  refusal: Said,
  wording: RefusalWording,
  { accept = '', 'x-goog-api-client': googleClient }: IncomingHttpHeaders,
): { type: string; text: string } {
  const { problem } = refusal
  if (accept.includes(PROBLEM_TYPE)) return { type: PROBLEM_TYPE, text: JSON.stringify(problem) }
  const words = WORDS[wording](refusal)
  if (wording === 'gemini' && googleClient !== undefined)
    return { type: 'application/json', text: JSON.stringify(words) }
  return { type: PROBLEM_TYPE, text: JSON.stringify({ ...problem, message: problem.detail, ...words }) }
}

/** Sources: OpenAI's and Groq's pages on error codes, Anthropic's on errors, google.rpc.Status, Resend's on errors. */
const WORDS: Record<RefusalWording, (refusal: Said) => object> = {
  openai: ({ problem }) => {
    const [type, code] = openAiWords(problem)
    return { error: { message: problem.detail, type, param: null, code } }
  },
  anthropic: ({ problem }) => ({
    type: 'error',
    error: { type: ANTHROPIC_TYPES[problem.status] ?? 'api_error', message: problem.detail },
  }),
  gemini: ({ problem, retryAfterMs }) => {
    const { status: code, detail: message } = problem
    const delay = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${secondsOf(retryAfterMs)}s` }
    const details = retryAfterMs === null ? [] : [delay]
    return { error: { code, message, status: GOOGLE_STATUSES[code] ?? 'INTERNAL', details } }
  },
  resend: ({ problem }) => ({ statusCode: problem.status, name: resendName(problem), message: problem.detail }),
}

/** As `Retry-After` says it: never sooner than it is true. */
export function secondsOf(retryAfterMs: number | null): number {
  return Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000))
}

function openAiWords({ status, code }: Problem): [type: string, code: string] {
  switch (status) {
    case 401:
      return ['authentication_error', 'invalid_api_key']
    case 403:
      return ['permission_error', code]
    case 429:
      return code === 'token-budget'
        ? ['insufficient_quota', 'insufficient_quota']
        : ['requests', 'rate_limit_exceeded']
    default:
      return [status >= 500 ? 'server_error' : 'invalid_request_error', code]
  }
}

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

const GOOGLE_STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

function resendName({ status, code }: Problem): string {
  if (code === 'client-token-missing') return 'missing_api_key'
  if (code === 'client-token-invalid') return 'invalid_api_key'
  if (code === 'token-day-limit') return 'daily_quota_exceeded'
  if (code === 'token-budget') return 'monthly_quota_exceeded'
  return RESEND_NAMES[status] ?? (status >= 500 ? 'application_error' : 'validation_error')
}

const RESEND_NAMES: Readonly<Record<number, string>> = {
  403: 'restricted_api_key',
  404: 'not_found',
  405: 'method_not_allowed',
  429: 'rate_limit_exceeded',
  500: 'internal_server_error',
}
