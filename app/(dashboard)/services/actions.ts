'use server'

import { changeServiceSchema } from '@/lib/contract/service'
import { changeService } from '@/lib/control/services'
import { operatorAction } from '@/lib/server/action'

export const changeServiceAction = operatorAction(changeServiceSchema, changeService)
