import { z } from 'zod'
import { KEY_STATUSES } from '@/lib/engine/vocabulary'

/** What the palette asks: any word of a key's or a service's name. */
export const searchInputSchema = z.strictObject({ q: z.string().trim().max(100).default('') })

/** Keys by how well they fit, at most `SEARCH_KEYS_MAX`, and every service that fits. */
export const searchAnswerSchema = z.looseObject({
  services: z.array(z.looseObject({ id: z.string(), label: z.string(), keyCount: z.int().min(0) })),
  keys: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      masked: z.string(),
      service: z.string(),
      serviceLabel: z.string(),
      status: z.enum(KEY_STATUSES),
    }),
  ),
})
export type SearchAnswer = z.infer<typeof searchAnswerSchema>

export const SEARCH_KEYS_MAX = 8
