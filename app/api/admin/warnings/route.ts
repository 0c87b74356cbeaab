import { warningsInputSchema } from '@/lib/contract/warnings'
import { warnings } from '@/lib/control/dead-configuration'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(warningsInputSchema, warnings, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
