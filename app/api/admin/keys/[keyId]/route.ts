import { changeKeySchema, keySelectionSchema } from '@/lib/contract/key'
import { removeKey } from '@/lib/control/key-switches'
import { changeKey } from '@/lib/control/keys'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const PATCH = operatorRoute(changeKeySchema, changeKey)
export const DELETE = operatorRoute(keySelectionSchema, removeKey)
export const { GET, HEAD, POST, PUT } = refuseOthers('PATCH', 'DELETE')
