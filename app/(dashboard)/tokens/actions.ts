'use server'

import { newTokenSchema, revokeTokenSchema } from '@/lib/contract/token'
import { createToken, revokeToken } from '@/lib/control/tokens'
import { operatorAction } from '@/lib/server/action'

export const createTokenAction = operatorAction(newTokenSchema, createToken)
export const revokeTokenAction = operatorAction(revokeTokenSchema, revokeToken)
