import { revokeTokenSchema } from '@/lib/contract/token'
import { revokeToken } from '@/lib/control/tokens'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(revokeTokenSchema, revokeToken)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
