import { usageTableInputSchema } from '@/lib/contract/usage-table'
import { USAGE_CSV, usageTable } from '@/lib/control/usage-table'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(usageTableInputSchema, usageTable, { role: 'viewer', csv: USAGE_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
