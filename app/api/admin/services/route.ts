import { describeServiceSchema } from '@/lib/contract/service'
import { nothingSchema } from '@/lib/contract/token'
import { allServices } from '@/lib/control/service-detail'
import { describeService } from '@/lib/control/services'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, allServices, { role: 'viewer' })
export const POST = operatorRoute(describeServiceSchema, describeService)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
