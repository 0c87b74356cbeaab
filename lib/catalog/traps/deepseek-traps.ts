import { SECOND, type Trap } from './trap'

/** The code is `invalid_request_error` in every answer; it says nothing. */
function error(message: string, type: string): unknown {
  return { error: { message, type, param: null, code: 'invalid_request_error' } }
}

export const DEEPSEEK_TRAPS: readonly Trap[] = [
  {
    name: 'no balance, though the code speaks of a bad request',
    status: 402,
    body: error('Insufficient Balance', 'unknown_error'),
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'a bad key, though the code speaks of a bad request',
    status: 401,
    body: error('Authentication Fails, Your api key: ****abcd is invalid', 'authentication_error'),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'too many requests at a time: seconds, not a minute',
    status: 429,
    body: error('Too many concurrent requests.', 'rate_limit_error'),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: 10 * SECOND },
  },
  {
    name: 'a wrong parameter',
    status: 422,
    body: error('Failed to deserialize the JSON body into the target type', 'invalid_request_error'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'overloaded',
    status: 503,
    body: error(
      'Service is too busy. We advise users to temporarily switch to other providers.',
      'service_unavailable',
    ),
    outcome: 'overloaded',
    blame: 'service',
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
