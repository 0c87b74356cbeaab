import type { Instant } from '@/lib/engine/vocabulary'
import type { RequestBody } from './body'
import type { GatewayLimits } from './limits'

/** One request as it goes to an upstream with one key. */
export type Call = {
  method: string
  path: string
  headers: string[]
  body: RequestBody
  model: string | null
  /** Our key, and what may be shown of it: an error answer that quotes the first gets the second. */
  secret: string
  masked: string
  deadlineAt: Instant
  limits: GatewayLimits
  now: () => Instant
}
