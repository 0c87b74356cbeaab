import { listKeyEventsSchema } from '@/lib/contract/key-event'
import { listKeyEvents } from '@/lib/control/key-events'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(listKeyEventsSchema, listKeyEvents, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
