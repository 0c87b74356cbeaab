import { nothingSchema } from '@/lib/contract/token'
import { endOwnSessions } from '@/lib/control/account'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(nothingSchema, endOwnSessions, { role: 'viewer' })
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
