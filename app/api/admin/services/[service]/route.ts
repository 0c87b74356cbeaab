import { changeServiceSchema, serviceSelectionSchema } from '@/lib/contract/service'
import { oneService } from '@/lib/control/service-detail'
import { changeService, forgetService } from '@/lib/control/services'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(serviceSelectionSchema, oneService, { role: 'viewer' })
export const PATCH = operatorRoute(changeServiceSchema, changeService)
export const DELETE = operatorRoute(serviceSelectionSchema, forgetService)
export const { POST, PUT } = refuseOthers('GET', 'HEAD', 'PATCH', 'DELETE')
