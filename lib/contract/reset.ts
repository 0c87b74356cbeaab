import { z } from 'zod'
import { KEYS_AT_ONCE_MAX } from './key-edit'

/** Body of `POST /api/admin/api-keys/reset`: one service, one key, some keys, or (nothing) all. */
export const resetInputSchema = z
  .strictObject({
    service: z.string().min(1).optional(),
    keyId: z.string().min(1).optional(),
    keyIds: z.array(z.string().min(1)).min(1).max(KEYS_AT_ONCE_MAX).optional(),
  })
  .refine(
    input => Object.values(input).filter(value => value !== undefined).length <= 1,
    'give one of `service`, `keyId` and `keyIds`',
  )
export type ResetInput = z.infer<typeof resetInputSchema>

/** What was reset. */
export const resetAnswerSchema = z.looseObject({
  reset: z.array(z.looseObject({ id: z.string(), service: z.string(), name: z.string() })),
})
export type ResetAnswer = z.infer<typeof resetAnswerSchema>
