import { MINUTE, SECOND, type Trap } from './trap'

const NOT_ALLOWED = 'Domain mg.example.com is not allowed to send:'
const CALLERS = { outcome: 'caller-error', blame: 'caller' } as const

export const MAILGUN_TRAPS: readonly Trap[] = [
  { name: 'a bad key is one bare word', status: 401, body: 'Forbidden', outcome: 'key-rejected', blame: 'key' },
  {
    name: 'the recipients of the hour are a 420 with a date in words',
    status: 420,
    body: { message: `${NOT_ALLOWED} recipient limit exceeded, try again after Sun, 22 Nov 2026 06:55:31 UTC` },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: 25 * MINUTE + 31 * SECOND },
  },
  {
    name: 'the same as a 429',
    status: 429,
    body: { message: `${NOT_ALLOWED} recipient limit exceeded` },
    outcome: 'rate-limited',
    blame: 'account',
    rest: { scope: 'account', waitMs: MINUTE },
  },
  {
    name: 'an account that was never activated',
    status: 403,
    body: {
      message: `${NOT_ALLOWED} Please activate your Mailgun account. Check your inbox or log in to your control panel.`,
    },
    outcome: 'key-suspended',
    blame: 'account',
  },
  {
    name: 'a sandbox domain mails to authorised recipients only: not the key’s fault',
    status: 403,
    body: {
      message: `${NOT_ALLOWED} Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.`,
    },
    ...CALLERS,
  },
  {
    name: 'a domain of another account',
    status: 404,
    body: { message: 'Domain not found: mg.example.com' },
    ...CALLERS,
  },
  { name: 'a malformed mail', status: 400, body: { message: 'to parameter is not a valid address' }, ...CALLERS },
  {
    name: 'payment wanted',
    status: 402,
    body: { message: 'Request Failed' },
    outcome: 'out-of-credit',
    blame: 'account',
  },
  {
    name: 'after a 500 the mail may be on its way',
    status: 500,
    body: { message: 'Internal Server Error' },
    isSafeToRepeat: false,
    outcome: 'service-error',
    blame: 'service',
    isAmbiguous: true,
    rest: { scope: 'key', waitMs: 30 * SECOND },
  },
]
