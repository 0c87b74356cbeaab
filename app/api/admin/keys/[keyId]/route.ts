import { changeKeySchema, keySelectionSchema } from '@/lib/contract/key'
import { keyDetail } from '@/lib/control/key-detail'
import { removeKey } from '@/lib/control/key-switches'
import { changeKey } from '@/lib/control/keys'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(keySelectionSchema, keyDetail, { role: 'viewer' })
export const PATCH = operatorRoute(changeKeySchema, changeKey)
export const DELETE = operatorRoute(keySelectionSchema, removeKey)
export const { POST, PUT } = refuseOthers('GET', 'HEAD', 'PATCH', 'DELETE')
