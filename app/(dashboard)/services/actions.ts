'use server'

import { changeKeysSchema } from '@/lib/contract/key-edit'
import { changeServiceSchema } from '@/lib/contract/service'
import { changeKeys } from '@/lib/control/key-bulk'
import { changeService } from '@/lib/control/services'
import { operatorAction } from '@/lib/server/action'

export const changeServiceAction = operatorAction(changeServiceSchema, changeService)
export const changeKeysAction = operatorAction(changeKeysSchema, changeKeys)
