import { checkScheduleSchema } from '@/lib/contract/key-checks'
import { nothingSchema } from '@/lib/contract/token'
import { changeCheckSchedule, checkSchedule } from '@/lib/control/key-checks'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, checkSchedule, { role: 'viewer' })
export const PUT = operatorRoute(checkScheduleSchema, changeCheckSchedule)
export const { POST, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'PUT')
