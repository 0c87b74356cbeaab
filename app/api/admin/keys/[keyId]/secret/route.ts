import { rollSecretSchema } from '@/lib/contract/key-edit'
import { rollKeySecret } from '@/lib/control/key-secret-roll'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(rollSecretSchema, rollKeySecret)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
