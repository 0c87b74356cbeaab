import { keyPageInputSchema } from '@/lib/contract/key-page'
import { keyPage } from '@/lib/control/key-page'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(keyPageInputSchema, keyPage, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
