'use server'

import { changeTokenSchema, newTokenSchema, revokeTokenSchema } from '@/lib/contract/token'
import { changeToken, createToken, revokeToken } from '@/lib/control/tokens'
import { operatorAction } from '@/lib/server/action'

export const createTokenAction = operatorAction(newTokenSchema, createToken)
export const changeTokenAction = operatorAction(changeTokenSchema, changeToken)
export const revokeTokenAction = operatorAction(revokeTokenSchema, revokeToken)
