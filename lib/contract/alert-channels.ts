import { z } from 'zod'
import { isZone } from '@/lib/engine/quota'
import { ALERT_CODES } from './alerts'
import { serviceIdSchema } from './key-import'
import { LOCALES } from './locale'
import { plainLine } from './plain-line'
import { saidSchema } from './said'

/** The ways on which people hear of alerts, as operators see, make and change them. */

export const CHANNEL_KINDS = ['webhook', 'slack', 'email'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
export const SIGNING_SECRET_MIN = 16
export const RECIPIENTS_MAX = 50
const CHANNELS_MAX_TEXT = 2000

const custom = (message: string, say: string) => ({ error: message, params: { say } })

/** http or https, without a user; its path and query may hold a secret, so it is sealed and never shown again. */
const address = z
  .string()
  .trim()
  .max(CHANNELS_MAX_TEXT, `wanted at most ${CHANNELS_MAX_TEXT} characters`)
  .refine(isHttpAddress, custom('wanted an address such as https://hooks.example.com/alerts', 'address'))
/** Printable, so that it survives any configuration file it is copied to. */
const signingSecret = z
  .string()
  .min(SIGNING_SECRET_MIN, `wanted at least ${SIGNING_SECRET_MIN} characters`)
  .max(200, 'wanted at most 200 characters')
  .regex(/^[\x21-\x7e]+$/, 'wanted printable characters without spaces')
const mailbox = z.email('wanted an e-mail address').max(320)
const sender = plainLine()
  .max(320, 'wanted at most 320 characters')
  .refine(isSender, custom('wanted an e-mail address, or a name and one: Keywheel <alerts@example.com>', 'sender'))
const zone = z.string().refine(isZone, custom('wanted a time zone such as Europe/Berlin or UTC', 'zone'))
const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, 'wanted the name of a mail server')

export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const

/** Addresses that lead into one's own network are refused unless the channel says that it means one. */
const allowsPrivate = z.boolean().default(false)

const webhookSchema = z.strictObject({
  kind: z.literal('webhook'),
  /** Absent at a change: as it was. */
  url: address.optional(),
  secret: signingSecret.optional(),
  allowsPrivate,
})
const slackSchema = z.strictObject({ kind: z.literal('slack'), url: address.optional(), allowsPrivate })
const recipients = z
  .array(mailbox)
  .min(1, 'wanted at least one address')
  .max(RECIPIENTS_MAX, `wanted at most ${RECIPIENTS_MAX} addresses`)
const resendSchema = z.strictObject({
  kind: z.literal('email'),
  via: z.literal('resend'),
  from: sender,
  to: recipients,
})
const smtpSchema = z.strictObject({
  kind: z.literal('email'),
  via: z.literal('smtp'),
  from: sender,
  to: recipients,
  host,
  port: z.int('wanted a port').min(1, 'wanted a port').max(65_535, 'wanted a port'),
  security: z.enum(MAIL_SECURITIES),
  username: z.string().max(320).nullable().default(null),
  password: z.string().min(1).max(1000).optional(),
  allowsPrivate,
})
/** Where a channel leads. */
export const channelTargetSchema = z.discriminatedUnion('kind', [
  webhookSchema,
  slackSchema,
  z.discriminatedUnion('via', [resendSchema, smtpSchema]),
])
export type ChannelTarget = z.output<typeof channelTargetSchema>

const hears = {
  /** `null`: every service, those to come too. */
  services: z.array(serviceIdSchema).min(1, 'wanted at least one service').nullable(),
  /** `null`: every condition. */
  codes: z.array(z.enum(ALERT_CODES)).min(1, 'wanted at least one condition').nullable(),
}
const manner = {
  name: plainLine().min(1, 'wanted a name').max(100, 'wanted at most 100 characters'),
  isEnabled: z.boolean(),
  locale: z.enum(LOCALES),
  zone,
}

export const newChannelSchema = z.strictObject({
  ...{ name: manner.name, target: channelTargetSchema },
  ...{ isEnabled: manner.isEnabled.default(true), services: hears.services.default(null) },
  ...{ codes: hears.codes.default(null), locale: manner.locale.default('en'), zone: manner.zone.default('UTC') },
})
export type NewChannel = z.output<typeof newChannelSchema>
export type NewChannelInput = z.input<typeof newChannelSchema>

export const channelSelectionSchema = z.strictObject({ channelId: z.string().min(1).max(100) })
export type ChannelSelection = z.output<typeof channelSelectionSchema>

/** What is absent stays; a target is given whole, but for the secrets that stay. */
export const changeChannelSchema = channelSelectionSchema
  .extend({ ...z.strictObject({ ...manner, ...hears }).partial().shape, target: channelTargetSchema.optional() })
  .refine(
    ({ channelId: _, ...change }) => Object.values(change).some(value => value !== undefined),
    'wanted something to change: name, isEnabled, services, codes, locale, zone, target',
  )
export type ChangeChannel = z.output<typeof changeChannelSchema>

const instant = z.iso.datetime()

/** A channel as people see it: never a secret. */
export const channelViewSchema = z.object({
  id: z.string(),
  ...{ name: z.string(), kind: z.enum(CHANNEL_KINDS), isEnabled: z.boolean() },
  /** Where it leads, without what is secret of it: `https://hooks.slack.com`, `ada@example.com`. */
  address: z.string(),
  /** What a form shows of it. */
  target: z.discriminatedUnion('via', [
    z.object({ via: z.literal('webhook'), allowsPrivate: z.boolean(), isSigned: z.boolean() }),
    z.object({ via: z.literal('slack'), allowsPrivate: z.boolean() }),
    z.object({ via: z.literal('resend'), from: z.string(), to: z.array(z.string()) }),
    z.object({
      ...{ via: z.literal('smtp'), from: z.string(), to: z.array(z.string()), host: z.string(), port: z.int() },
      ...{ security: z.enum(MAIL_SECURITIES), username: z.string().nullable() },
      ...{ hasPassword: z.boolean(), allowsPrivate: z.boolean() },
    }),
  ]),
  services: z.array(z.string()).nullable(),
  codes: z.array(z.string()).nullable(),
  ...{ locale: z.enum(LOCALES), zone: z.string() },
  /** How the newest delivery or test ended; `null`: there was none. */
  last: z.object({ at: instant, trouble: saidSchema.nullable() }).nullable(),
  /** What waits to be delivered, and when it is tried next. */
  waiting: z.object({ count: z.int().min(1), nextAt: instant }).nullable(),
})
export type ChannelView = z.infer<typeof channelViewSchema>
/** After a change; `auditId` is for an undo, `null` when nothing was changed, or a secret that is gone. */
export const changedChannelSchema = channelViewSchema.extend({ auditId: z.int().nullable() })
export type ChangedChannel = z.infer<typeof changedChannelSchema>
export const removedChannelSchema = z.looseObject({ name: z.string(), auditId: z.int().nullable() })
export type RemovedChannel = z.infer<typeof removedChannelSchema>
export const channelListSchema = z.object({ generatedAt: instant, channels: z.array(channelViewSchema) })
export type ChannelList = z.infer<typeof channelListSchema>

/** How a test ended; `trouble: null`: it was delivered. */
export const channelTestedSchema = z.object({ trouble: saidSchema.nullable(), tookMs: z.number() })
export type ChannelTested = z.infer<typeof channelTestedSchema>

export const DELIVERY_STATES = ['pending', 'sent', 'failed', 'dropped'] as const
export const NOTICE_KINDS = ['raised', 'reminded', 'resolved'] as const

/** What a channel was to say of an alert, and what became of it. */
export const deliveryViewSchema = z.object({
  id: z.string(),
  channelId: z.string(),
  /** `null`: the channel is gone. */
  channelName: z.string().nullable(),
  kind: z.enum(NOTICE_KINDS),
  state: z.enum(DELIVERY_STATES),
  at: instant,
  tries: z.int().min(0),
  /** Of the last try. */
  trouble: saidSchema.nullable(),
  /** Of one that waits: when it is tried next. */
  nextAt: instant.nullable(),
  endedAt: instant.nullable(),
})
export type DeliveryView = z.infer<typeof deliveryViewSchema>
export const deliveryListSchema = z.object({ generatedAt: instant, deliveries: z.array(deliveryViewSchema) })
export type DeliveryList = z.infer<typeof deliveryListSchema>

function isHttpAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
}

function isSender(text: string): boolean {
  const [, named] = /^[^<>]*<([^<>]+)>$/.exec(text) ?? []
  return mailbox.safeParse(named ?? text).success
}
