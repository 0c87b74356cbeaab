import { judgeSchema } from '@/lib/contract/service-rules'
import { judgeAnswer } from '@/lib/control/service-rules'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(judgeSchema, judgeAnswer, { role: 'viewer' })
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
