import type { OperatorAction } from '@/lib/contract/action'
import type { CreatedToken } from '@/lib/contract/token'

/** What an admin says of a new token. */
export type NewTokenInput = { name: string; services: string[] | null; expiresAt: string | null }

export type CreateToken = OperatorAction<NewTokenInput, CreatedToken>
