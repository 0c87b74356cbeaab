import { keySelectionSchema } from '@/lib/contract/key'
import { testKey } from '@/lib/control/key-test'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(keySelectionSchema, testKey)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
