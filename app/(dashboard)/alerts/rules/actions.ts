'use server'

import { changeAlertRulesSchema } from '@/lib/contract/alert-rules'
import { changeAlertRules } from '@/lib/control/alert-rules'
import { operatorAction } from '@/lib/server/action'

export const changeAlertRulesAction = operatorAction(changeAlertRulesSchema, changeAlertRules)
