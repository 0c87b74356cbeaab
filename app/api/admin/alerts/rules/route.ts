import { changeAlertRulesSchema } from '@/lib/contract/alert-rules'
import { nothingSchema } from '@/lib/contract/token'
import { alertRules, changeAlertRules } from '@/lib/control/alert-rules'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, alertRules, { role: 'viewer' })
export const PATCH = operatorRoute(changeAlertRulesSchema, changeAlertRules)
export const { POST, PUT, DELETE } = refuseOthers('GET', 'HEAD', 'PATCH')
