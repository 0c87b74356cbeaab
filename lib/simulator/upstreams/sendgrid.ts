import { type Asked, bearer, plainRoute, type Refusal, type Route, type Trouble, type Upstream } from '../upstream'
import { readPersonalized } from './mail-body'
import { refuseWith, say } from './plain-troubles'

/** SendGrid (its v3 pages on mail/send, errors and rate limits): a mail is answered by 202 and an empty body. */
export const sendgrid: Upstream = {
  service: 'sendgrid',
  mail: 'plain',
  readSecret: headers => bearer(headers),
  route,
  readBody: readPersonalized,
  status: asked => (asked.route.operation === 'email' ? 202 : 200),
  answer: (asked: Asked) => (asked.route.operation === 'email' ? undefined : { scopes: ['mail.send'] }),
  script: () => {
    throw new Error('SendGrid streams nothing')
  },
  headers: (_key, _spent, serial) => ['x-message-id', `sim${serial}`],
  refuse: refuseWith(({ message }) => ({ errors: [{ message, field: null, help: null }] }), {
    'minute-limit': limited,
    'day-limit': () => say(401, 'Maximum credits exceeded', ''),
    'out-of-credit': () => say(401, 'Maximum credits exceeded', ''),
    'bad-key': () => say(401, 'The provided authorization grant is invalid, expired, or revoked', ''),
    suspended: () => say(403, 'authenticated user is not authorized to send mail', ''),
    leaked: () => say(401, 'The provided authorization grant is invalid, expired, or revoked', ''),
    'model-forbidden': () => say(403, 'The from address does not match a verified Sender Identity.', ''),
  }),
}

function route(method: string, path: string): Route | null {
  if (method === 'POST' && path === '/v3/mail/send') return plainRoute('email')
  if (method === 'GET' && path === '/v3/scopes') return plainRoute('account')
  return null
}

/** The reset is an epoch in seconds. */
function limited({ limit, retryAfterMs, now }: Trouble): Refusal {
  const reset = retryAfterMs === null ? [] : ['x-ratelimit-reset', String(Math.ceil((now + retryAfterMs) / 1000))]
  const headers = ['x-ratelimit-limit', String(limit), 'x-ratelimit-remaining', '0', ...reset]
  return { status: 429, headers, body: { errors: [{ field: null, message: 'too many requests' }] } }
}
