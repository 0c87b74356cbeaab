'use server'

import { aiRoutesChangeSchema } from '@/lib/contract/ai'
import { checkScheduleSchema } from '@/lib/contract/key-checks'
import {
  changeOwnPasswordSchema,
  changeRoleSchema,
  newOperatorSchema,
  operatorSelectionSchema,
} from '@/lib/contract/operator'
import { removePriceSchema, setPriceSchema } from '@/lib/contract/prices'
import { retentionSchema } from '@/lib/contract/settings'
import { nothingSchema } from '@/lib/contract/token'
import { endOwnSessions } from '@/lib/control/account'
import { changeAiRoutes } from '@/lib/control/ai'
import { changeCheckSchedule } from '@/lib/control/key-checks'
import {
  changeRole,
  createOperator,
  disableOperator,
  enableOperator,
  endSessions,
  removeOperator,
} from '@/lib/control/operators'
import { removePrice, setPrice } from '@/lib/control/prices'
import { changeRetention } from '@/lib/control/retention'
import { operatorAction } from '@/lib/server/action'
import { changeOwnPasswordSlowly } from '@/lib/server/sign-in'

export const changeOwnPasswordAction = operatorAction(changeOwnPasswordSchema, changeOwnPasswordSlowly)
export const endOwnSessionsAction = operatorAction(nothingSchema, endOwnSessions)
export const createOperatorAction = operatorAction(newOperatorSchema, createOperator)
export const changeRoleAction = operatorAction(changeRoleSchema, changeRole)
export const endSessionsAction = operatorAction(operatorSelectionSchema, endSessions)
export const disableOperatorAction = operatorAction(operatorSelectionSchema, disableOperator)
export const enableOperatorAction = operatorAction(operatorSelectionSchema, enableOperator)
export const removeOperatorAction = operatorAction(operatorSelectionSchema, removeOperator)
export const changeCheckScheduleAction = operatorAction(checkScheduleSchema, changeCheckSchedule)
export const changeRetentionAction = operatorAction(retentionSchema, changeRetention)
export const changeAiRoutesAction = operatorAction(aiRoutesChangeSchema, changeAiRoutes)
export const setPriceAction = operatorAction(setPriceSchema, setPrice)
export const removePriceAction = operatorAction(removePriceSchema, removePrice)
