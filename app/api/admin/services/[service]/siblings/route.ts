import { serviceSelectionSchema } from '@/lib/contract/service'
import { siblingSelectionSchema } from '@/lib/contract/siblings'
import { joinSiblings, siblings } from '@/lib/control/siblings'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(serviceSelectionSchema, siblings, { role: 'viewer' })
export const POST = operatorRoute(siblingSelectionSchema, joinSiblings)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
