import { alertSelectionSchema } from '@/lib/contract/alerts'
import { alertDeliveries } from '@/lib/control/alert-deliveries'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(alertSelectionSchema, alertDeliveries, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
