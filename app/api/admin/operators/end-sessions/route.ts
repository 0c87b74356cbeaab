import { operatorSelectionSchema } from '@/lib/contract/operator'
import { endSessions } from '@/lib/control/operators'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(operatorSelectionSchema, endSessions)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
