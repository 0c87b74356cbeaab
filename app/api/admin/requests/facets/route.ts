import { facetQuestionSchema } from '@/lib/contract/requests'
import { requestFacets } from '@/lib/control/requests'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(facetQuestionSchema, requestFacets, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
