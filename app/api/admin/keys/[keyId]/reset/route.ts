import { resetInputSchema } from '@/lib/contract/reset'
import { reset } from '@/lib/control/reset'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(resetInputSchema, reset)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
