import { nothingSchema } from '@/lib/contract/token'
import { cancelKeyChecks } from '@/lib/control/key-checks'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(nothingSchema, cancelKeyChecks)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
