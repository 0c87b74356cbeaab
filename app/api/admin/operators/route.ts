import { newOperatorSchema } from '@/lib/contract/operator'
import { nothingSchema } from '@/lib/contract/token'
import { OPERATORS_CSV } from '@/lib/control/csv-lists'
import { createOperator, listOperators } from '@/lib/control/operators'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, listOperators, { role: 'admin', csv: OPERATORS_CSV })
export const POST = operatorRoute(newOperatorSchema, createOperator)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
