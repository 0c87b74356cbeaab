import { sharesInputSchema } from '@/lib/contract/shares'
import { shares } from '@/lib/control/shares'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(sharesInputSchema, shares, { role: 'viewer' })
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
