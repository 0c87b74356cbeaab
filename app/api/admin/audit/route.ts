import { auditQuestionSchema } from '@/lib/contract/audit'
import { listAudit } from '@/lib/control/audit'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(auditQuestionSchema, listAudit, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
