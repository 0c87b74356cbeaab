import type { OperatorAction } from '@/lib/contract/action'
import type { CreatedToken, TokenSettings } from '@/lib/contract/token'

export type CreateToken = OperatorAction<TokenSettings, CreatedToken>
