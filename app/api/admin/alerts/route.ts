import { alertQuestionSchema } from '@/lib/contract/alerts'
import { listAlerts } from '@/lib/control/alerts'
import { ALERTS_CSV } from '@/lib/control/csv-tables'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(alertQuestionSchema, listAlerts, { role: 'viewer', csv: ALERTS_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
