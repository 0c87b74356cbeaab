import { changeOwnPasswordSchema } from '@/lib/contract/operator'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'
import { changeOwnPasswordSlowly } from '@/lib/server/sign-in'

export const POST = operatorRoute(changeOwnPasswordSchema, changeOwnPasswordSlowly, { role: 'viewer' })
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
