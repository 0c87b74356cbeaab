import { z } from 'zod'
import { LEASE_LIFETIME_MS } from '@/lib/engine/defaults'
import { isZone } from '@/lib/engine/quota'
import {
  type Blame,
  DAY_MS,
  MINUTE_MS,
  OUTCOME_KINDS,
  type Scope,
  SECOND_MS,
  STRATEGIES,
} from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'

/** What an operator may say of a service: how one is operated, and what one that nobody built in is like. */

const ATTEMPTS_MAX = 100
const WAIT_MAX_MS = 5 * MINUTE_MS
const RULES_MAX = 100
const TEXT_MAX = 200

export const originSchema = z
  .string()
  .refine(isPlainHttpUrl, 'wanted an http or https URL without user, query or fragment')
  .transform(text => text.replace(/\/+$/, ''))

const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `wanted one of ${words.join(', ')}`)
const whole = (least: number, most: number, unit: string) => {
  const message = `wanted a whole number of ${unit} from ${least} to ${most}`
  return z.int(message).min(least, message).max(most, message)
}
const milliseconds = (leastMs: number, mostMs: number) => whole(leastMs, mostMs, 'milliseconds')

const SCOPES = ['key', 'key-model', 'account', 'account-model'] as const satisfies readonly Scope[]
export const BLAMES = ['key', 'account', 'model', 'service', 'caller', 'nobody'] as const satisfies readonly Blame[]

export const strategySchema = oneOf(STRATEGIES)
export const dayWindowSchema = oneOf(['calendar', 'rolling'])
export const limitScopeSchema = oneOf(SCOPES)

/** What a number of a policy may be; spans in ms. */
export const POLICY_RANGES = {
  rateLimitRestMs: { least: SECOND_MS, most: DAY_MS },
  overloadRestMs: { least: SECOND_MS, most: DAY_MS },
  maxAttempts: { least: 1, most: ATTEMPTS_MAX },
  maxServiceAttempts: { least: 1, most: ATTEMPTS_MAX },
  // a lease is taken back after its lifetime: no attempt may be waited for longer
  firstByteDeadlineMs: { least: SECOND_MS, most: LEASE_LIFETIME_MS },
  wholeAnswerDeadlineMs: { least: SECOND_MS, most: LEASE_LIFETIME_MS },
  maxWaitMs: { least: 0, most: WAIT_MAX_MS },
} as const
const inRange = (field: keyof typeof POLICY_RANGES, unit = 'milliseconds') =>
  whole(POLICY_RANGES[field].least, POLICY_RANGES[field].most, unit)

/** The fields of `ServicePolicy` (`lib/engine/policy.ts` says what each does). */
const policyFields = {
  strategy: strategySchema,
  dayZone: z.string().refine(isZone, 'wanted a time zone such as Europe/Berlin or UTC'),
  dayWindow: dayWindowSchema,
  limitScope: limitScopeSchema,
  rateLimitRestMs: inRange('rateLimitRestMs'),
  overloadRestMs: inRange('overloadRestMs'),
  maxAttempts: inRange('maxAttempts', 'attempts'),
  maxServiceAttempts: inRange('maxServiceAttempts', 'attempts'),
  firstByteDeadlineMs: inRange('firstByteDeadlineMs'),
  wholeAnswerDeadlineMs: inRange('wholeAnswerDeadlineMs'),
  maxWaitMs: inRange('maxWaitMs'),
}

/** What an operator changes of a policy: an absent field stays, `null` goes back to what the service came with. */
const policyChange = {
  strategy: policyFields.strategy.nullish(),
  dayZone: policyFields.dayZone.nullish(),
  dayWindow: policyFields.dayWindow.nullish(),
  limitScope: policyFields.limitScope.nullish(),
  rateLimitRestMs: policyFields.rateLimitRestMs.nullish(),
  overloadRestMs: policyFields.overloadRestMs.nullish(),
  maxAttempts: policyFields.maxAttempts.nullish(),
  maxServiceAttempts: policyFields.maxServiceAttempts.nullish(),
  firstByteDeadlineMs: policyFields.firstByteDeadlineMs.nullish(),
  wholeAnswerDeadlineMs: policyFields.wholeAnswerDeadlineMs.nullish(),
  maxWaitMs: policyFields.maxWaitMs.nullish(),
}
export const policyChangeSchema = z.strictObject(policyChange)
export type PolicyChange = z.output<typeof policyChangeSchema>

const changeable = { origin: originSchema, ...policyFields }
export const SERVICE_SETTINGS = Object.keys(changeable)

/** A change to a service; what is absent stays, `null` goes back to what the service came with. */
export const changeServiceSchema = z
  .strictObject({ service: serviceIdSchema, origin: originSchema.nullish(), ...policyChange })
  .refine(
    ({ service: _, ...settings }) => Object.values(settings).some(value => value !== undefined),
    `wanted something to change: ${SERVICE_SETTINGS.join(', ')}`,
  )
export type ServiceChange = z.output<typeof changeServiceSchema>

export const serviceSelectionSchema = z.strictObject({ service: serviceIdSchema })

/** Of the hop, or written by the gateway itself: no key can travel there. */
const TAKEN_HEADERS = [
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'keep-alive'],
  ...['expect', 'accept-encoding', 'content-type', 'content-encoding', 'idempotency-key', 'cookie'],
]
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'wanted the name of a header, such as x-api-key')
const authHeader = headerName.refine(
  name => !TAKEN_HEADERS.includes(name.toLowerCase()),
  'wanted a header that can carry a key, such as x-api-key',
)
const path = z
  .string()
  .max(1000)
  .regex(/^\/[\x21\x24-\x7e]*$/, 'wanted a path that begins with /')

const texts = z.array(z.string().min(1).max(TEXT_MAX)).min(1, 'wanted at least one text').max(50)
/** A dotted path, `[]` steps into each item of a list. */
const fieldPath = z.string().regex(/^[\w$-]+(\[\])?(\.[\w$-]+(\[\])?)*$/, 'wanted a path such as error.code')
const CONDITION = 'and either equals or contains with a list of texts'
const fieldCondition = z.union(
  [z.strictObject({ path: fieldPath, equals: texts }), z.strictObject({ path: fieldPath, contains: texts })],
  `wanted path, such as error.code, ${CONDITION}`,
)
const headerCondition = z.union(
  [z.strictObject({ name: headerName, equals: texts }), z.strictObject({ name: headerName, contains: texts })],
  `wanted name, such as retry-after, ${CONDITION}`,
)

/** What a rule may say an answer means: everything that is read from one. */
export const MEANINGS = OUTCOME_KINDS.filter(
  kind => !['success', 'unreachable', 'timed-out', 'aborted', 'broken-stream'].includes(kind),
)

/** `ClassifyRule`, as an operator writes it. */
export const ruleSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'wanted a name').max(100, 'wanted at most 100 characters'),
    status: z
      .array(whole(400, 599, 'an error status'))
      .min(1)
      .max(50)
      .optional(),
    field: fieldCondition.optional(),
    header: headerCondition.optional(),
    text: texts.optional(),
    means: z.strictObject({
      outcome: z.enum(MEANINGS, `wanted one of ${MEANINGS.join(', ')}`),
      blame: oneOf(BLAMES).optional(),
      window: oneOf(['minute', 'day', 'month']).optional(),
      minimumHintMs: milliseconds(0, DAY_MS).optional(),
    }),
  })
  .refine(
    ({ status, field, header, text }) => status ?? field ?? header ?? text,
    'wanted a condition: status, field, header or text',
  )

export const rulesSchema = z.array(ruleSchema).max(RULES_MAX, `wanted at most ${RULES_MAX} rules`)

/** An upstream as an operator describes it: `GenericDescription` of the catalog. */
export const describeServiceSchema = z.strictObject({
  id: serviceIdSchema,
  label: z.string().trim().min(1, 'wanted a name for people').max(60, 'wanted at most 60 characters'),
  origin: originSchema,
  auth: z
    .strictObject({
      header: authHeader,
      prefix: z
        .string()
        .max(50)
        .regex(/^[\x20-\x7e]*$/, 'wanted printable characters')
        .default(''),
    })
    .optional(),
  probePath: path.optional(),
  policy: z.strictObject(policyFields).partial().optional(),
  rules: rulesSchema.optional(),
  safePosts: z.array(path).max(100).optional(),
})
export type ServiceDescription = z.output<typeof describeServiceSchema>

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
  return isHttp && !url.username && !url.password && !/[?#]/.test(text)
}
