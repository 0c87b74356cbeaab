import { serviceSelectionSchema } from '@/lib/contract/service'
import { tryService } from '@/lib/control/try-service'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(serviceSelectionSchema, tryService)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
