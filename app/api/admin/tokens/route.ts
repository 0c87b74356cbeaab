import { newTokenSchema, nothingSchema } from '@/lib/contract/token'
import { TOKENS_CSV } from '@/lib/control/csv-tables'
import { createToken, listTokens } from '@/lib/control/tokens'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, listTokens, { role: 'viewer', csv: TOKENS_CSV })
export const POST = operatorRoute(newTokenSchema, createToken)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
