import { operatorSelectionSchema } from '@/lib/contract/operator'
import { removeOperator } from '@/lib/control/operators'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(operatorSelectionSchema, removeOperator)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
