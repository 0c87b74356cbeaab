import { keyChecksQuestionSchema, startKeyChecksSchema } from '@/lib/contract/key-checks'
import { keyChecks, startKeyChecks } from '@/lib/control/key-checks'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(keyChecksQuestionSchema, keyChecks, { role: 'viewer' })
export const POST = operatorRoute(startKeyChecksSchema, startKeyChecks)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
