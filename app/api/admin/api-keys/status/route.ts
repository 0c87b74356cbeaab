import { status, statusInputSchema } from '@/lib/control/status'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(statusInputSchema, status)
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
