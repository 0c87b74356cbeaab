import { rehearsalInputSchema } from '@/lib/contract/lab'
import { nothingSchema } from '@/lib/contract/token'
import { lab, rehearse } from '@/lib/control/lab'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, lab, { role: 'viewer' })
export const POST = operatorRoute(rehearsalInputSchema, rehearse, { role: 'viewer' })
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
