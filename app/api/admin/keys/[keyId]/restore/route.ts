import { keySelectionSchema } from '@/lib/contract/key'
import { restoreKey } from '@/lib/control/key-switches'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(keySelectionSchema, restoreKey)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
