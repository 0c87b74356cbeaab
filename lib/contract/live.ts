import { z } from 'zod'
import { KEY_STANDINGS } from './key-page'
import { dotSchema, overviewSchema } from './overview'
import { keyStatusSchema } from './status'

/**
 * What `GET /api/live` says, as server-sent events whose data is JSON: first a `hello` with the overview as it is, then
 * a `change` whenever something did, a `beat` now and then, and an `end` when the server closes the stream itself.
 */

/** How often the server says that it is there. */
export const BEAT_MS = 10_000

export const keyChangeSchema = keyStatusSchema.extend({ service: z.string(), standing: z.enum(KEY_STANDINGS) })
export type KeyChange = z.infer<typeof keyChangeSchema>

/** The parts of the overview that changed; lists of services, minutes and news hold their changed members alone. */
export const overviewPatchSchema = overviewSchema
  .omit({ generatedAt: true })
  .extend({ dots: z.record(z.string(), z.array(dotSchema)) })
  .partial()
  .extend({ serviceIds: z.array(z.string()).optional() })
export type OverviewPatch = z.infer<typeof overviewPatchSchema>

export const liveHelloSchema = z.object({ overview: overviewSchema })
export type LiveHello = z.infer<typeof liveHelloSchema>

export const liveChangeSchema = z.object({
  at: z.iso.datetime(),
  overview: overviewPatchSchema,
  /** Keys that changed, as `GET /api/admin/api-keys/status` shows them: a bounded number. */
  keys: z.array(keyChangeSchema),
  removedKeyIds: z.array(z.string()),
  /** More keys changed than are told here: what shows keys should ask again. */
  hasMoreKeys: z.boolean(),
})
export type LiveChange = z.infer<typeof liveChangeSchema>

/** Why the server ended the stream: its reader's session is over, or the server stops. */
export const liveEndSchema = z.object({ reason: z.enum(['signed-out', 'stopping', 'renew']) })
export type LiveEnd = z.infer<typeof liveEndSchema>
