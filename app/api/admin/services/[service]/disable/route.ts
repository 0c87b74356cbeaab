import { serviceSelectionSchema } from '@/lib/contract/service'
import { disableService } from '@/lib/control/service-switch'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(serviceSelectionSchema, disableService)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
