import { changeKeysSchema } from '@/lib/contract/key-edit'
import { changeKeys } from '@/lib/control/key-bulk'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(changeKeysSchema, changeKeys)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
