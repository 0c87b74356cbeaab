import { classifyUnknownSchema } from '@/lib/contract/unknown-errors'
import { classifyUnknown } from '@/lib/control/unknown-errors'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(classifyUnknownSchema, classifyUnknown)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
