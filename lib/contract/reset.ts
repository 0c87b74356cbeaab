import { z } from 'zod'

/** Body of `POST /api/admin/api-keys/reset`: one service, one key, or (nothing) all. */
export const resetInputSchema = z
  .strictObject({ service: z.string().min(1).optional(), keyId: z.string().min(1).optional() })
  .refine(input => !(input.service && input.keyId), 'give `service` or `keyId`, not both')
export type ResetInput = z.infer<typeof resetInputSchema>

/** What was reset. */
export const resetAnswerSchema = z.looseObject({
  reset: z.array(z.looseObject({ id: z.string(), service: z.string(), name: z.string() })),
})
export type ResetAnswer = z.infer<typeof resetAnswerSchema>
