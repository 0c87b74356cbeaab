import { z } from 'zod'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { serviceIdSchema } from './key-import'
import { PROVENANCES, SCOPES } from './status'

/** What happened to a key or to a service's circuit, as timelines show it. Programs rely on it: fields may be added. */

/** The first three befall a key, the next three an operator does, the last two are the service's. */
export const KEY_EVENT_KINDS = [
  'rested',
  'out',
  'restored',
  'reset',
  'paused',
  'enabled',
  'circuit-opened',
  'circuit-closed',
] as const

const instant = z.iso.datetime()

export const keyEventSchema = z.object({
  id: z.string(),
  at: instant,
  service: z.string(),
  /** `null`: it is about the service's circuit. */
  keyId: z.string().nullable(),
  /** Set where it is about all keys of an account. */
  account: z.string().nullable(),
  kind: z.enum(KEY_EVENT_KINDS),
  /** Of a rest: what it covers, for which model, and how its end is known. */
  scope: z.enum(SCOPES).nullable(),
  model: z.string().nullable(),
  provenance: z.enum(PROVENANCES).nullable(),
  /** Why a key rests or a circuit opened. */
  reason: z.enum(OUTCOME_KINDS).nullable(),
  /** What a key is out for. */
  status: z.enum(KEY_STATUSES).nullable(),
  /** The rule or the probe behind it, in technical words. */
  rule: z.string().nullable(),
  /** When a rest or an open circuit ends by itself. */
  until: instant.nullable(),
  /** Who did it: an operator's e-mail (the id of one who is gone), `admin-token` or `cli`. */
  operator: z.string().nullable(),
})
export type KeyEventView = z.infer<typeof keyEventSchema>

const EVENTS_PAGE = 100
const EVENTS_PAGE_MAX = 500

/** Events of one key (its account's and its service's circuit's included) or of one service, newest first. */
export const listKeyEventsSchema = z
  .strictObject({
    key: z.string().min(1).optional(),
    service: serviceIdSchema.optional(),
    /** Only what happened at or after. */
    since: instant.optional(),
    /** The `next` of the page before. */
    before: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(EVENTS_PAGE_MAX).default(EVENTS_PAGE),
  })
  .refine(({ key, service }) => (key === undefined) !== (service === undefined), 'give `key` or `service`, one of them')
export type ListKeyEventsInput = z.output<typeof listKeyEventsSchema>

export const keyEventPageSchema = z.object({
  events: z.array(keyEventSchema),
  /** Give it as `before` for the page after this one; `null`: this is the last. */
  next: z.string().nullable(),
})
export type KeyEventPage = z.infer<typeof keyEventPageSchema>
