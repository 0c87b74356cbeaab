import type { IncomingHttpHeaders } from 'node:http'
import { type Asked, plainRoute, type Refusal, type Route, type Trouble, type Upstream } from '../upstream'
import { readForm } from './mail-body'
import { refuseWith, say } from './plain-troubles'

/** Mailgun (its API reference): Basic authentication, mail as a form, limits as status 420 with a date in words. */
export const mailgun: Upstream = {
  service: 'mailgun',
  mail: 'plain',
  readSecret,
  route,
  readBody: readForm,
  answer,
  script: () => {
    throw new Error('Mailgun streams nothing')
  },
  headers: () => ['x-mailgun-key-id', 'f8ccd1ae-simulated'],
  refuse: refuseWith(({ message }) => ({ message }), {
    'minute-limit': limited,
    'day-limit': limited,
    'bad-key': () => say(401, 'Forbidden', ''),
    suspended: () => say(403, 'Domain mg.example is not allowed to send: Please activate your Mailgun account.', ''),
    leaked: () => say(401, 'Forbidden', ''),
  }),
}

function readSecret(headers: IncomingHttpHeaders): string | null {
  const encoded = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const [user, secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return user === 'api' && secret ? secret : null
}

function route(method: string, path: string): Route | null {
  if (method === 'POST' && /^\/v3\/[^/]+\/messages$/.test(path)) return plainRoute('email')
  if (method === 'GET' && path === '/v3/domains') return plainRoute('domains')
  return null
}

function answer(asked: Asked): unknown {
  if (asked.route.operation === 'domains') return { total_count: 1, items: [{ name: 'mg.example', state: 'active' }] }
  return { id: `<${asked.mailIds[0]}@mg.example>`, message: 'Queued. Thank you.' }
}

function limited({ retryAfterMs, now }: Trouble): Refusal {
  const date = new Date(now + (retryAfterMs ?? 0)).toUTCString().replace('GMT', 'UTC')
  const hint = retryAfterMs === null ? '' : `, try again after ${date}`
  return {
    status: 420,
    headers: [],
    body: { message: `Domain mg.example is not allowed to send: recipient limit exceeded${hint}` },
  }
}
