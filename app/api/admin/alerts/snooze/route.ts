import { snoozeSchema } from '@/lib/contract/alerts'
import { snoozeAlert } from '@/lib/control/alerts'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(snoozeSchema, snoozeAlert)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
