import { wholeSeconds } from '../durations'
import { HTML_502, type Refusal, type Trouble } from '../upstream'
import { UNHEARD_OF } from '../vocabulary'

/** A refusal before its service's own words are put on it. */
export type PlainTrouble = { status: number; message: string; type: string; code: string | null }

/** What most services say, each in a shape of its own. */
const PLAIN: Record<Trouble['kind'], (trouble: Trouble) => PlainTrouble> = {
  'minute-limit': ({ limit }) => say(429, `Rate limit reached: ${limit} requests per minute.`, 'rate_limit'),
  'day-limit': ({ limit }) => say(429, `Rate limit reached: ${limit} requests per day.`, 'rate_limit'),
  'out-of-credit': () => say(402, 'Insufficient balance.', 'billing_error'),
  'missing-key': () => say(401, 'Missing API key', 'authentication_error'),
  'bad-key': () => say(401, 'Invalid API key', 'authentication_error', 'invalid_api_key'),
  suspended: () => say(401, 'This account has been deactivated.', 'authentication_error'),
  leaked: () => say(401, 'This account has been deactivated.', 'authentication_error'),
  restricted: () => say(403, 'access forbidden', 'permission_error'),
  'model-forbidden': ({ model }) => say(403, `No access to ${model}`, 'permission_error'),
  unavailable: () => say(503, 'The service is overloaded.', 'server_error'),
  overloaded: () => say(503, 'The service is overloaded.', 'server_error'),
  capacity: () => say(503, 'The service is overloaded.', 'server_error'),
  'server-error': () => say(500, 'Internal Server Error', 'server_error'),
  'unheard-of': () => say(500, UNHEARD_OF, 'quorum_lost'),
  'bad-gateway': () => say(502, HTML_502, 'server_error'),
  'bad-request': ({ missing }) => say(400, `Missing required field: ${missing}`, 'invalid_request_error'),
  'too-large': () => say(413, 'The request is too large.', 'invalid_request_error'),
  'not-found': ({ path }) => say(404, `Unknown path ${path}`, 'not_found'),
  'not-json': () => say(400, 'The body is not valid JSON.', 'invalid_request_error'),
  'idempotency-conflict': () => say(409, 'Conflict', 'invalid_request_error'),
}

export function say(status: number, message: string, type: string, code: string | null = null): PlainTrouble {
  return { status, message, type, code }
}

/** How a service words some of its refusals: by kind, plain or as the whole answer. */
export type OwnTroubles = Partial<Record<Trouble['kind'], (trouble: Trouble) => PlainTrouble | Refusal>>

/** Refuses as `own` says, else plainly, in the shape of `body`; a limit says when to come back, if it may. */
export function refuseWith(body: (said: PlainTrouble) => unknown, own: OwnTroubles): (trouble: Trouble) => Refusal {
  return trouble => {
    const said = (own[trouble.kind] ?? PLAIN[trouble.kind])(trouble)
    if ('body' in said) return said
    if (trouble.kind === 'bad-gateway') return { status: 502, headers: [], body: HTML_502 }
    const isLimit = trouble.kind === 'minute-limit' || trouble.kind === 'day-limit'
    const headers = isLimit && trouble.retryAfterMs !== null ? ['retry-after', wholeSeconds(trouble.retryAfterMs)] : []
    return { status: said.status, headers, body: body(said) }
  }
}
