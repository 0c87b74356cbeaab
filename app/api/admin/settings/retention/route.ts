import { retentionSchema } from '@/lib/contract/settings'
import { nothingSchema } from '@/lib/contract/token'
import { changeRetention, retention } from '@/lib/control/retention'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, retention, { role: 'viewer' })
export const PUT = operatorRoute(retentionSchema, changeRetention)
export const { POST, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'PUT')
