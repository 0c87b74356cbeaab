import { requestQuestionSchema } from '@/lib/contract/requests'
import { REQUESTS_CSV } from '@/lib/control/csv-tables'
import { listRequests } from '@/lib/control/requests'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(requestQuestionSchema, listRequests, { role: 'viewer', csv: REQUESTS_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
