import { z } from 'zod'
import { NOTICE_KINDS } from './alert-channels'
import { alertFactSchema } from './alerts'

/** What is kept of an alert to be told on a channel: facts, from which each channel's message is made. */

const instant = z.iso.datetime()

/** The keys of a service and what is left for today, as they stood when the alert was told. */
export const outlookSchema = z.object({
  total: z.int(),
  /** Of them: rest or have no room, and return by themselves; wait for a person. */
  ...{ resting: z.int(), out: z.int() },
  nextReturnAt: instant.nullable(),
  /** Of the daily limits of all its keys together; `null`: not every key has one. */
  use: z.object({ used: z.number(), limit: z.number(), emptyAt: instant.nullable(), resetAt: instant }).nullable(),
})
export type Outlook = z.infer<typeof outlookSchema>

export const alertNoticeSchema = z.object({
  alertId: z.string(),
  kind: z.enum(NOTICE_KINDS),
  code: z.string(),
  service: z.string(),
  serviceLabel: z.string(),
  keyId: z.string().nullable(),
  /** English, for what has no fact. */
  message: z.string(),
  fact: alertFactSchema.nullable(),
  since: instant,
  resolvedAt: instant.nullable(),
  /** When the one key's or account's limit is empty at this pace; `null`: not before its reset. */
  emptyAt: instant.nullable(),
  outlook: outlookSchema.nullable(),
})
export type AlertNotice = z.infer<typeof alertNoticeSchema>
