'use server'

import { resetInputSchema } from '@/lib/contract/reset'
import { reset } from '@/lib/control/reset'
import { operatorAction } from '@/lib/server/action'

export const resetAction = operatorAction(resetInputSchema, reset)
