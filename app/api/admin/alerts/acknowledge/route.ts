import { alertSelectionSchema } from '@/lib/contract/alerts'
import { acknowledgeAlert } from '@/lib/control/alerts'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(alertSelectionSchema, acknowledgeAlert)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
