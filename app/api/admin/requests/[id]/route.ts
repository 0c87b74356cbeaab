import { trailQuestionSchema } from '@/lib/contract/requests'
import { requestTrail } from '@/lib/control/request-trail'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(trailQuestionSchema, requestTrail, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
