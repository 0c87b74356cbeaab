import { changePasswordSchema } from '@/lib/contract/operator'
import { changePassword } from '@/lib/control/operators'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(changePasswordSchema, changePassword)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
