import { requestQuestionSchema } from '@/lib/contract/requests'
import { listRequests } from '@/lib/control/requests'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(requestQuestionSchema, listRequests, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
