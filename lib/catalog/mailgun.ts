import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { countFormRecipients } from './form-recipients'
import { isRead } from './paths'
import type { ServiceDefinition } from './service'

/**
 * An error is `{ message }`, a bad key the bare word `Forbidden`. Sources: Mailgun's API reference; captured answers.
 */
const rules: readonly ClassifyRule[] = [
  // status 420; the message says when: "try again after Wed, 22 Feb 2023 10:04:01 UTC"
  {
    name: 'recipients per hour',
    status: [420, 429],
    field: { path: 'message', contains: ['limit exceeded'] },
    means: { outcome: 'rate-limited' },
  },
  {
    name: 'account not active',
    status: [403],
    field: {
      path: 'message',
      contains: ['activate your mailgun account', 'account is disabled', 'domain is disabled'],
    },
    means: { outcome: 'key-suspended', blame: 'account' },
  },
]

export const mailgun: ServiceDefinition = {
  id: 'mailgun',
  label: 'Mailgun',
  origin: 'https://api.mailgun.net',
  auth: { header: 'authorization', prefix: 'Basic ', user: 'api' },
  envName: 'MAILGUN_API_KEY',
  keyFormat: /^(?:key-[0-9a-z]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})$/,
  probe: { method: 'GET', path: '/v3/domains?limit=1' },
  policy: { ...DEFAULT_POLICY, strategy: 'round-robin', limitScope: 'account' },
  rules,
  owner: { header: 'account-id' },
  unit: 'recipient',
  // sending twice is mail twice, and an Idempotency-Key means nothing to it
  isSafeToRepeat: method => isRead(method),
  readModel: () => null,
  isSlowToAnswer: () => false,
  countUnits: countFormRecipients,
  readUsage: () => null,
}
