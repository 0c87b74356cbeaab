import { z } from 'zod'
import { serviceIdSchema } from './key-import'

/** Keys that share one quota, as their upstream's answers said. */

export const SIBLINGS_SHOWN_MAX = 20

const siblingsSchema = z.looseObject({
  /** As the upstream names it: an organisation, a project, a team. */
  owner: z.string(),
  count: z.int().min(2),
  /** Some of them, by name. */
  keys: z.array(z.looseObject({ id: z.string(), name: z.string(), masked: z.string() })).max(SIBLINGS_SHOWN_MAX),
  /** The account they would be given. */
  account: z.string(),
})
export type Siblings = z.infer<typeof siblingsSchema>

/** `GET /api/admin/services/<id>/siblings`. */
export const siblingListSchema = z.looseObject({ siblings: z.array(siblingsSchema) })
export type SiblingList = z.infer<typeof siblingListSchema>

/** `POST /api/admin/services/<id>/siblings` gives them one account; `…/siblings/dismiss` says that it does not matter. */
export const siblingSelectionSchema = z.strictObject({ service: serviceIdSchema, owner: z.string().min(1).max(100) })
export type SiblingSelection = z.output<typeof siblingSelectionSchema>
