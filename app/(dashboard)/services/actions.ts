'use server'

import { changeServiceSchema, describeServiceSchema, serviceSelectionSchema } from '@/lib/contract/service'
import { changeRulesSchema } from '@/lib/contract/service-rules'
import { siblingSelectionSchema } from '@/lib/contract/siblings'
import { changeRules } from '@/lib/control/service-rules'
import { disableService, enableService } from '@/lib/control/service-switch'
import { changeService, describeService, forgetService } from '@/lib/control/services'
import { dismissSiblings, joinSiblings } from '@/lib/control/siblings'
import { tryService } from '@/lib/control/try-service'
import { operatorAction } from '@/lib/server/action'

export const changeServiceAction = operatorAction(changeServiceSchema, changeService)
export const tryServiceAction = operatorAction(serviceSelectionSchema, tryService)
export const joinSiblingsAction = operatorAction(siblingSelectionSchema, joinSiblings)
export const dismissSiblingsAction = operatorAction(siblingSelectionSchema, dismissSiblings)
export const changeRulesAction = operatorAction(changeRulesSchema, changeRules)
export const describeServiceAction = operatorAction(describeServiceSchema, describeService)
export const forgetServiceAction = operatorAction(serviceSelectionSchema, forgetService)
export const disableServiceAction = operatorAction(serviceSelectionSchema, disableService)
export const enableServiceAction = operatorAction(serviceSelectionSchema, enableService)
