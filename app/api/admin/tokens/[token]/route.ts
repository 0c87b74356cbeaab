import { changeTokenSchema } from '@/lib/contract/token'
import { changeToken } from '@/lib/control/tokens'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const PATCH = operatorRoute(changeTokenSchema, changeToken)
export const { GET, HEAD, POST, PUT, DELETE } = refuseOthers('PATCH')
