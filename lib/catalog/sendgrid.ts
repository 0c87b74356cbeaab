import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { isRead } from './paths'
import { countPersonalizedRecipients } from './recipients'
import type { ServiceDefinition } from './service'

const MESSAGE = 'errors[].message'

/**
 * An error is `{ errors: [{ message, field, help }] }`, words only. Sources: SendGrid's v3 pages on errors and rate limits,
 * its support page on 4xx errors; captured answers.
 */
const rules: readonly ClassifyRule[] = [
  // a 401 about the plan's mails, free plans daily and paid ones monthly; the key is good
  {
    name: 'the plan’s mails are used up',
    status: [401, 403],
    field: { path: MESSAGE, contains: ['maximum credits exceeded', 'exceeded your messaging limits'] },
    means: { outcome: 'quota-exhausted', blame: 'account' },
  },
  {
    name: 'account may not send',
    status: [401, 403],
    field: { path: MESSAGE, contains: ['not authorized to send mail', 'account is under review'] },
    means: { outcome: 'key-suspended', blame: 'account' },
  },
]

export const sendgrid: ServiceDefinition = {
  id: 'sendgrid',
  label: 'SendGrid',
  origin: 'https://api.sendgrid.com',
  auth: { header: 'authorization', prefix: 'Bearer ' },
  envName: 'SENDGRID_API_KEY',
  keyFormat: /^SG\.[\w-]{22}\.[\w-]{43}$/,
  probe: { method: 'GET', path: '/v3/scopes' },
  policy: { ...DEFAULT_POLICY, strategy: 'round-robin', limitScope: 'account' },
  rules,
  // each endpoint has its own (`x-ratelimit-reset` is an epoch in seconds)
  limitWindows: { requests: 'unknown', tokens: 'unknown' },
  unit: 'recipient',
  // sending twice is mail twice, and an Idempotency-Key means nothing to it
  isSafeToRepeat: method => isRead(method),
  readModel: () => null,
  isSlowToAnswer: () => false,
  countUnits: countPersonalizedRecipients,
  readUsage: () => null,
}
