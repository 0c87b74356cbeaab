import { nothingSchema } from '@/lib/contract/token'
import { aiTasks } from '@/lib/control/ai'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, aiTasks, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
