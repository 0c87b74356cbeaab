'use server'

import { changeServiceSchema, serviceSelectionSchema } from '@/lib/contract/service'
import { changeService } from '@/lib/control/services'
import { tryService } from '@/lib/control/try-service'
import { operatorAction } from '@/lib/server/action'

export const changeServiceAction = operatorAction(changeServiceSchema, changeService)
export const tryServiceAction = operatorAction(serviceSelectionSchema, tryService)
