import { nothingSchema } from '@/lib/contract/token'
import { UNKNOWN_ERRORS_CSV } from '@/lib/control/csv-lists'
import { unknownErrors } from '@/lib/control/unknown-errors'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, unknownErrors, { role: 'viewer', csv: UNKNOWN_ERRORS_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
