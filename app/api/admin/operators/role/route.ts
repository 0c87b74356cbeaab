import { changeRoleSchema } from '@/lib/contract/operator'
import { changeRole } from '@/lib/control/operators'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(changeRoleSchema, changeRole)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
