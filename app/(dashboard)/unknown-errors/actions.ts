'use server'

import { classifyUnknownSchema, unknownSelectionSchema } from '@/lib/contract/unknown-errors'
import { classifyUnknown, dismissUnknown } from '@/lib/control/unknown-errors'
import { operatorAction } from '@/lib/server/action'

export const classifyUnknownAction = operatorAction(classifyUnknownSchema, classifyUnknown)
export const dismissUnknownAction = operatorAction(unknownSelectionSchema, dismissUnknown)
