'use server'

import { undoSchema } from '@/lib/contract/undo'
import { undo } from '@/lib/control/undo'
import { operatorAction } from '@/lib/server/action'

export const undoDeedAction = operatorAction(undoSchema, undo)
