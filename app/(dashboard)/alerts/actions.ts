'use server'

import { alertSelectionSchema, snoozeSchema } from '@/lib/contract/alerts'
import { acknowledgeAlert, snoozeAlert } from '@/lib/control/alerts'
import { operatorAction } from '@/lib/server/action'

export const acknowledgeAlertAction = operatorAction(alertSelectionSchema, acknowledgeAlert)
export const snoozeAlertAction = operatorAction(snoozeSchema, snoozeAlert)
