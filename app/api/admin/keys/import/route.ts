import { importSchema } from '@/lib/contract/key'
import { importKeys } from '@/lib/control/import-keys'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(importSchema, importKeys)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
