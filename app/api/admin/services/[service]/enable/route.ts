import { serviceSelectionSchema } from '@/lib/contract/service'
import { enableService } from '@/lib/control/service-switch'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(serviceSelectionSchema, enableService)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
