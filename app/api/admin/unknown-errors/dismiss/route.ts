import { unknownSelectionSchema } from '@/lib/contract/unknown-errors'
import { dismissUnknown } from '@/lib/control/unknown-errors'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(unknownSelectionSchema, dismissUnknown)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
