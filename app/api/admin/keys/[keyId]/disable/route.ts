import { keySelectionSchema } from '@/lib/contract/key'
import { disableKey } from '@/lib/control/key-switches'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(keySelectionSchema, disableKey)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
