import { nothingSchema } from '@/lib/contract/token'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'
import { settings } from '@/lib/server/settings'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, settings, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
