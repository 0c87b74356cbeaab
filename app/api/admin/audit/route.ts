import { auditQuestionSchema } from '@/lib/contract/audit'
import { listAudit } from '@/lib/control/audit'
import { AUDIT_CSV } from '@/lib/control/csv-tables'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(auditQuestionSchema, listAudit, { role: 'viewer', csv: AUDIT_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
