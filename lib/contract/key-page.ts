import { z } from 'zod'
import { serviceIdSchema } from './key-import'
import { keyStatusSchema } from './status'

/** `GET /api/admin/keys`: a bounded page of the keys in use, found, filtered and sorted. */

/**
 * How a key stands, at one glance. `partly`: it rests for one model and serves the others; `full`: a limit of its own
 * is reached; `idle`: a person paused it; `out`: it waits for a person.
 */
export const KEY_STANDINGS = ['ready', 'partly', 'resting', 'full', 'idle', 'out'] as const
export type KeyStanding = (typeof KEY_STANDINGS)[number]

/** What a table of keys can be sorted by. */
export const KEY_SORTS = [
  'standing',
  'name',
  'priority',
  'score',
  'usage',
  'success',
  'today',
  'requests',
  'tokens',
  'cost',
  'lastUsed',
] as const
export type KeySort = (typeof KEY_SORTS)[number]

export const KEY_PAGE_SIZES = [25, 50, 100, 200] as const
const SIZE_MAX = 200
const SEARCH_MAX = 200

const standings = z
  .string()
  .transform(text => text.split(',').filter(Boolean))
  .pipe(z.array(z.enum(KEY_STANDINGS)).max(KEY_STANDINGS.length))

export const keyPageInputSchema = z.strictObject({
  service: serviceIdSchema.optional(),
  /** Words that must all stand in the name, the masked key, the account, the labels or the note. */
  search: z.string().max(SEARCH_MAX).default(''),
  /** One or several with commas; absent: all. */
  standing: standings.optional(),
  sort: z.enum(KEY_SORTS).default('priority'),
  order: z.enum(['asc', 'desc']).default('asc'),
  /** From 1. */
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  size: z.coerce.number().int().min(1).max(SIZE_MAX).default(50),
})
export type KeyPageInput = z.output<typeof keyPageInputSchema>
export type KeyPageQuestion = z.input<typeof keyPageInputSchema>

const count = z.int().min(0)
const limit = z.number().nullable()

/** How a key's attempts of the last day ended; every attempt counts, not only a request's last. */
export const keyRecentSchema = z.looseObject({
  /** When the oldest of the hours began. */
  since: z.iso.datetime(),
  /** Attempts of each hour, oldest first, the running one last; of them, those that failed. */
  hours: z.array(count),
  failed: z.array(count),
  /** Answered as their request's first attempt; answered after another key had failed. */
  firstTries: count,
  rescues: count,
  /** Failed: the request went on to another key; the request ended without an answer. */
  passedOn: count,
  losses: count,
})
export type KeyRecent = z.infer<typeof keyRecentSchema>

export const keyRowSchema = keyStatusSchema.extend({
  service: z.string(),
  unit: z.enum(['request', 'recipient']),
  standing: z.enum(KEY_STANDINGS),
  labels: z.array(z.string()),
  note: z.string().nullable(),
  weight: z.number(),
  minuteLimit: limit,
  tokenMinuteLimit: limit,
  concurrencyLimit: limit,
  models: z.array(z.string()).nullable(),
  expiresAt: z.iso.datetime().nullable(),
  recent: keyRecentSchema,
  /** When its daily limit is used up at the pace of now; `null`: not before its reset, or nothing tells. */
  exhaustedAt: z.iso.datetime().nullable(),
})
export type KeyRow = z.infer<typeof keyRowSchema>

export const keyCountsSchema = z.looseObject({
  all: count,
  ready: count,
  partly: count,
  resting: count,
  full: count,
  idle: count,
  out: count,
})
export type KeyCounts = z.infer<typeof keyCountsSchema>

export const keyPageSchema = z.looseObject({
  generatedAt: z.iso.datetime(),
  /** Of the service and the search, whatever standing is asked for. */
  counts: keyCountsSchema,
  /** How many match, on all pages. */
  total: count,
  page: z.int().min(1),
  size: z.int().min(1),
  keys: z.array(keyRowSchema),
})
export type KeyPage = z.infer<typeof keyPageSchema>

/** `GET /api/admin/keys/matching`: the ids of all that match, for what is done to them at once. */
export const matchingKeysInputSchema = keyPageInputSchema.pick({ service: true, search: true, standing: true })
export const matchingKeysSchema = z.looseObject({ ids: z.array(z.string()) })
