import { changeRulesSchema } from '@/lib/contract/service-rules'
import { changeRules } from '@/lib/control/service-rules'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const PUT = operatorRoute(changeRulesSchema, changeRules)
export const { GET, HEAD, POST, PATCH, DELETE } = refuseOthers('PUT')
