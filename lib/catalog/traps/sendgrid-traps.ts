import { HOUR, MINUTE, SECOND, type Trap } from './trap'

const error = (message: string, field: string | null = null) => ({ errors: [{ message, field, help: null }] })
const CALLERS = { outcome: 'caller-error', blame: 'caller' } as const
const USED_UP = {
  outcome: 'quota-exhausted',
  blame: 'account',
  rest: { scope: 'account', waitMs: HOUR },
} as const

export const SENDGRID_TRAPS: readonly Trap[] = [
  {
    name: 'the plan’s mails used up is a 401: the key is good',
    status: 401,
    body: error('Maximum credits exceeded'),
    ...USED_UP,
  },
  {
    name: 'the plan’s mails used up as a 403',
    status: 403,
    body: error('You have exceeded your messaging limits'),
    ...USED_UP,
  },
  {
    name: 'a bad key',
    status: 401,
    body: error('The provided authorization grant is invalid, expired, or revoked'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'an account that may not send',
    status: 403,
    body: error('authenticated user is not authorized to send mail'),
    outcome: 'key-suspended',
    blame: 'account',
  },
  {
    name: 'an unverified sender is not the key’s fault',
    status: 403,
    body: error('The from address does not match a verified Sender Identity.', 'from'),
    ...CALLERS,
  },
  { name: 'a restricted key asked for something else', status: 403, body: error('access forbidden'), ...CALLERS },
  {
    name: 'the rate limit, with its reset as an epoch in seconds',
    status: 429,
    headers: {
      'x-ratelimit-limit': '600',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-11-22T06:30:45Z') / 1000),
    },
    body: { errors: [{ field: null, message: 'too many requests' }] },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: 45 * SECOND },
  },
  {
    name: 'a rate limit without a hint',
    status: 429,
    body: error('too many requests'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: MINUTE },
  },
  {
    name: 'a malformed mail that speaks of credits',
    status: 400,
    body: error('The subject is required. Maximum credits exceeded', 'subject'),
    ...CALLERS,
  },
  {
    name: 'after a 500 the mail may be on its way',
    status: 500,
    body: error('Internal Server Error'),
    isSafeToRepeat: false,
    outcome: 'service-error',
    blame: 'service',
    isAmbiguous: true,
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
  {
    name: 'a 503 refused the mail before any work',
    status: 503,
    body: '',
    isSafeToRepeat: false,
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
