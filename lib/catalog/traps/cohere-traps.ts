import { MINUTE, SECOND, TO_UTC_DECEMBER, type Trap } from './trap'

const error = (message: string) => ({ id: '5ab0f1', message })
const ADVICE =
  'You can continue to use the Trial key for free or upgrade to a Production key with higher rate limits at https://dashboard.cohere.com/api-keys. Contact us on Discord or email us at support@cohere.com with any questions'
const MINUTES = {
  outcome: 'rate-limited',
  blame: 'account',
  window: 'minute',
  rest: { scope: 'account-model', waitMs: MINUTE },
} as const

export const COHERE_TRAPS: readonly Trap[] = [
  {
    name: 'the month of a trial key',
    status: 429,
    body: error(`You are using a Trial key, which is limited to 1000 API calls / month. ${ADVICE}`),
    outcome: 'quota-exhausted',
    blame: 'account',
    window: 'month',
    rest: { scope: 'account-model', waitMs: TO_UTC_DECEMBER },
  },
  {
    name: 'the minute of a trial key',
    status: 429,
    body: error(`You are using a Trial key, which is limited to 40 API calls / minute. ${ADVICE}`),
    ...MINUTES,
  },
  {
    name: 'the tokens of a trial key',
    status: 429,
    body: error('trial token rate limit exceeded, limit is 100000 tokens per minute'),
    ...MINUTES,
  },
  {
    name: 'the minute of a production key',
    status: 429,
    body: error('You are past the per minute request limit, please wait and try again later.'),
    ...MINUTES,
  },
  { name: 'a bad key', status: 401, body: error('invalid api token'), outcome: 'key-rejected', blame: 'key' },
  {
    name: 'no way to pay',
    status: 402,
    body: error('Please add or update your payment method at https://dashboard.cohere.com/billing to continue'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a prompt above the model’s size',
    status: 400,
    body: error('too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292.'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'a request that its caller took back (499)',
    status: 499,
    body: error('request is cancelled'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'a server error',
    status: 500,
    body: error('internal server error, this has been reported to our developers. id 5ab0f1'),
    outcome: 'service-error',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
