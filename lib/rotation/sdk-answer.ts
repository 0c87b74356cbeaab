import type { ServiceDefinition } from '@/lib/catalog/service'
import { NO_USAGE, type Signal, type Usage } from '@/lib/engine/vocabulary'
import { signalOfCode } from './network-fault'
import { field, headersOf, objectAt, ownObjectAt, type SignalFacts } from './sdk-signal'

/**
 * Reads a refusal out of what a caller's function returned: Resend's SDK returns `{ data: null, error, headers }`
 * instead of throwing, and fetch returns a `Response` of any status. `null`: a good answer.
 */
export async function signalOfReturned(returned: unknown, facts: SignalFacts): Promise<Signal | null> {
  if (typeof returned !== 'object' || returned === null) return null
  if (returned instanceof Response) return returned.status < 400 ? null : signalOfResponse(returned, facts)
  const error = resendError(returned)
  return error === null ? null : signalOfResend(error, headersOf(field(returned, 'headers')), facts)
}

/** The signal of an answer that was good. */
export function signalOfSuccess(returned: unknown, facts: SignalFacts): Signal {
  const isObject = typeof returned === 'object' && returned !== null
  const status = returned instanceof Response ? returned.status : 200
  const headers = isObject ? headersOf(field(returned, 'headers') ?? responseHeaders(returned)) : {}
  return { kind: 'response', status, headers, body: '', ...facts }
}

/** What an answer says it used, where the SDK's answer carries it; `costUsd` is for the recorder to fill in. */
export function usageOf(returned: unknown, service: ServiceDefinition): Usage {
  const text = usageText(returned)
  return text === null ? NO_USAGE : usageOfTexts(text, text, service)
}

export function usageOfTexts(first: string, last: string, service: ServiceDefinition): Usage {
  return service.readUsage(first, last) ?? NO_USAGE
}

/**
 * The part of an answer, or of a stream's chunk, that states what was used, as the JSON the catalog reads. It stands
 * at the root, in `message` (Anthropic's first event), `response` (OpenAI's last one), `x_groq`, or `data`.
 */
export function usageText(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const metadata = objectAt(answer, 'usageMetadata')
  if (metadata !== null) return JSON.stringify({ usageMetadata: metadata })
  for (const place of [answer, ...USAGE_PLACES.map(name => ownObjectAt(answer, name))]) {
    const usage = place && objectAt(place, 'usage')
    if (usage) return JSON.stringify({ usage })
  }
  return null
}

const USAGE_PLACES = ['message', 'response', 'x_groq', 'data']

async function signalOfResponse(response: Response, facts: SignalFacts): Promise<Signal> {
  const { status } = response
  const headers = headersOf(response.headers)
  const body = await readCopy(response)
  return { kind: 'response', status, headers, body, ...facts }
}

/** The caller still gets the response with its body unread, unless the caller has read it already. */
async function readCopy(response: Response): Promise<string> {
  try {
    return response.bodyUsed ? '' : (await response.clone().text()).slice(0, BODY_CHARS)
  } catch {
    return ''
  }
}

const BODY_CHARS = 64 * 1024

/** Resend's result: its `data` is `null` and its error names itself (resend-node, `Response<T>`). */
function resendError(returned: object): object | null {
  if (!Object.hasOwn(returned, 'headers') || !Object.hasOwn(returned, 'data')) return null
  if (field(returned, 'data') !== null) return null
  const error = objectAt(returned, 'error')
  return error !== null && typeof field(error, 'name') === 'string' ? error : null
}

/** Without a status the request got no answer, or (`invalid_parameter`) was never made: the caller's mistake. */
const CALLERS_MISTAKE = 400

function signalOfResend(error: object, headers: Readonly<Record<string, string>>, facts: SignalFacts): Signal {
  const status = field(error, 'statusCode')
  if (typeof status !== 'number' && field(error, 'name') === 'application_error') {
    return signalOfCode('FETCH_FAILED', 'asking', facts)
  }
  const body = JSON.stringify(error).slice(0, BODY_CHARS)
  return { kind: 'response', status: typeof status === 'number' ? status : CALLERS_MISTAKE, headers, body, ...facts }
}

/** `.withResponse()` of the SDKs, and `@google/genai`'s kept head. */
function responseHeaders(returned: object): unknown {
  const response = objectAt(returned, 'response') ?? objectAt(returned, 'sdkHttpResponse')
  return response && field(response, 'headers')
}
