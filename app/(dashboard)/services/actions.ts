'use server'

import { changeServiceSchema, serviceSelectionSchema } from '@/lib/contract/service'
import { disableService, enableService } from '@/lib/control/service-switch'
import { changeService } from '@/lib/control/services'
import { tryService } from '@/lib/control/try-service'
import { operatorAction } from '@/lib/server/action'

export const changeServiceAction = operatorAction(changeServiceSchema, changeService)
export const tryServiceAction = operatorAction(serviceSelectionSchema, tryService)
export const disableServiceAction = operatorAction(serviceSelectionSchema, disableService)
export const enableServiceAction = operatorAction(serviceSelectionSchema, enableService)
