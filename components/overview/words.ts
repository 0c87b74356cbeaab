import type { KeyStatusView, ServiceStatus } from '@/lib/contract/status'
import type { Resettable } from './resettable'

/** Every word of the overview; one place, so that they can be translated together. */
const plural = (count: number, one: string, many: string) => (count === 1 ? one : many)

const REASONS: Readonly<Record<string, string>> = {
  'rate-limited': 'rate limited',
  'quota-exhausted': 'quota used up',
  'out-of-credit': 'out of credit',
  overloaded: 'upstream overloaded',
  'service-error': 'upstream error',
  'key-rejected': 'key rejected',
  'key-suspended': 'key suspended',
  'model-forbidden': 'model not allowed',
  unreachable: 'upstream unreachable',
  'timed-out': 'upstream timed out',
  'broken-stream': 'stream broke off',
  'daily-limit': 'daily limit reached',
  'minute-limit': 'limit per minute reached',
  'token-limit': 'tokens per minute reached',
  'concurrency-limit': 'all its places are taken',
  'circuit-open': 'circuit is open',
  'model-not-allowed': 'model not allowed',
}

const STATUSES: Record<KeyStatusView['status'], string> = {
  active: 'Ready',
  paused: 'Paused',
  rejected: 'Needs review',
  suspended: 'Suspended',
  'out-of-credit': 'Out of credit',
  expired: 'Expired',
}

const SCOPES: Record<KeyStatusView['cooldowns'][number]['scope'], string> = {
  key: 'this key',
  'key-model': 'this key with one model',
  account: 'all keys of its account',
  'account-model': 'one model, for all keys of its account',
}

const PROVENANCES: Record<KeyStatusView['cooldowns'][number]['provenance'], string> = {
  hint: 'the upstream said when',
  window: 'until its quota window resets',
  guess: 'estimated, because the upstream did not say',
}

export const words = {
  title: 'Overview',
  health: { title: 'Health', outOf: 'of 100' },
  verdict: {
    noKeys: 'No keys yet: nothing can be served.',
    allReady: (count: number) => `All ${count} keys can serve.`.replace('All 1 keys', 'The only key'),
    someOut: (ready: number, total: number) => `${ready} of ${total} ${plural(total, 'key', 'keys')} can serve now.`,
    noneReady: (total: number) =>
      total === 1 ? 'The only key cannot serve now.' : `None of ${total} keys can serve now.`,
    exhausted: (services: string) => `${services}: no key may work.`,
    returns: (service: string, wait: string) => `${service}'s next key returns in ${wait}.`,
    review: (count: number) => `${count} ${plural(count, 'key needs', 'keys need')} your review.`,
  },
  alerts: {
    title: 'Needs attention',
    more: (count: number) => `and ${count} more`,
    since: (wait: string) => `for ${wait}`,
    at: (wait: string) => `in ${wait}`,
    until: (wait: string) => `for another ${wait}`,
  },
  service: {
    healthy: (healthy: number, total: number) => `${healthy} of ${total} healthy`,
    circuit: { closed: '', open: 'Circuit open: upstream is not called', 'half-open': 'Circuit half-open: one trial' },
    next: (wait: string) => `next key in ${wait}`,
    keysOf: (service: string) => `Keys of ${service}`,
  },
  columns: {
    status: 'Status',
    key: 'Key',
    priority: 'Priority',
    score: 'Score',
    usage: 'Used today',
    success: 'Success',
    lastUsed: 'Last used',
    actions: 'Actions',
  },
  status: STATUSES,
  resting: 'Resting',
  full: 'No room',
  reason: (reason: string) => REASONS[reason] ?? reason.replaceAll('-', ' '),
  modelRests: (model: string | null, reason: string) => `${model ?? 'a model'}: ${reason}`,
  scope: SCOPES,
  provenance: PROVENANCES,
  wait: (wait: string) => `${wait} left`,
  fromEnvironment: 'environment',
  account: (name: string) => `account ${name}`,
  priority: { review: (kept: number) => `its own priority, ${kept}, is kept for the day it returns` },
  score: {
    title: 'Why this score',
    priority: '100 − priority',
    recentSuccess: 'Recent success',
    recentFailure: 'Recent failure',
    usage: 'Use of the daily limit',
    recentlyUnused: 'Not used for a minute',
    total: 'Score',
  },
  usage: {
    unlimited: 'no limit set',
    unit: { request: 'requests', recipient: 'recipients' },
    resets: (wait: string) => `counts again from 0 in ${wait}`,
    inFlight: (count: number) => `${count} in flight`,
  },
  success: { none: 'no attempts', of: (good: number, all: number) => `${good} of ${all}` },
  never: 'never',
  ago: (wait: string) => `${wait} ago`,
  now: 'just now',
  reset: {
    key: 'Reset',
    keyLabel: (name: string) => `Reset ${name}`,
    some: (amount: string) => `Reset ${amount}`,
    /** What would be reset; `null` when nothing would. */
    amount: ({ keyCount, circuitCount }: Resettable) => {
      const keys = keyCount > 0 ? [`${keyCount} ${plural(keyCount, 'key', 'keys')}`] : []
      const circuits = circuitCount > 0 ? [`${circuitCount} ${plural(circuitCount, 'circuit', 'circuits')}`] : []
      return [...keys, ...circuits].join(' and ') || null
    },
    title: (what: string) => `Reset ${what}?`,
    explain:
      'Rests end, recent failures are forgotten, and a rejected key is tried again. Counts and limits stay; a paused key stays paused.',
    confirm: 'Reset',
    cancel: 'Keep as it is',
    done: (count: number) =>
      count === 0 ? 'No key had to be reset.' : `${count} ${plural(count, 'key was', 'keys were')} reset.`,
    failed: (why: string) => `Not reset. ${why}`,
    amountOf: (amount: string, service: string) => `${amount} of ${service}`,
    everywhere: (amount: string) => `${amount} of all services`,
  },
  loading: 'Loading the state of every key',
  empty: {
    title: 'Add your first key',
    explain: 'Keywheel picks the best of several keys for each request. Give it some in either way:',
    environment: 'In the environment or in .env, then start again:',
    environmentCode: 'GROQ_API_KEY=gsk_…\nGROQ_API_KEY_2=gsk_…',
    command: 'Or by command, while it runs:',
    commandCode: 'npx keywheel keys add groq --name team-a',
  },
  error: {
    title: 'The state of the keys cannot be shown',
    stale: (why: string, wait: string) => `${why} What you see is ${wait} old; asking again.`,
    retry: 'Try again',
    signedOut: 'Your session has ended.',
    signIn: 'Sign in again',
  },
  updated: (wait: string) => `Updated ${wait} ago`,
} as const
