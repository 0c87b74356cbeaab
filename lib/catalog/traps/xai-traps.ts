import { MINUTE, type Trap } from './trap'

const error = (code: string, text: string) => ({ code, error: text })
const PERMISSION = 'The caller does not have permission to execute the specified operation'
const CREDITS =
  'Your team 16f2151a-40f4-4a80-8ad0-cae00c27e8dd has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.'
const NO_CREDIT = { outcome: 'out-of-credit', blame: 'account' } as const

export const XAI_TRAPS: readonly Trap[] = [
  {
    name: 'a bad key is a 400',
    status: 400,
    body: error(
      'Client specified an invalid argument',
      'Incorrect API key provided: xa***gA. You can obtain an API key from https://console.x.ai.',
    ),
    outcome: 'key-rejected',
    blame: 'key',
  },
  {
    name: 'another 400 is the caller’s',
    status: 400,
    body: error('Client specified an invalid argument', 'Argument not supported on this model: stop'),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'credits used up, as a 429',
    status: 429,
    body: error('Some resource has been exhausted', CREDITS),
    ...NO_CREDIT,
  },
  { name: 'credits used up, as a 403', status: 403, body: error(PERMISSION, CREDITS), ...NO_CREDIT },
  {
    name: 'a blocked key',
    status: 403,
    body: error(PERMISSION, 'The API key is currently blocked. Please see https://console.x.ai.'),
    outcome: 'key-suspended',
    blame: 'key',
  },
  {
    name: 'the rate limit of a model',
    status: 429,
    body: error(
      'Some resource has been exhausted',
      'Too many requests for team 16f2151a-40f4-4a80-8ad0-cae00c27e8dd and model grok-4. Your team’s rate limit is 1 request per second.',
    ),
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account-model', waitMs: MINUTE },
  },
  {
    name: 'a model the team may not use, or nobody knows',
    status: 404,
    body: error(
      'Some requested entity was not found',
      'The model grok-9 does not exist or your team does not have access.',
    ),
    outcome: 'caller-error',
    blame: 'caller',
  },
  {
    name: 'a prompt refused for its content',
    status: 403,
    body: error(PERMISSION, 'Content violates usage guidelines.'),
    outcome: 'caller-error',
    blame: 'caller',
  },
]
