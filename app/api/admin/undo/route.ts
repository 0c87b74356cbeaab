import { undoSchema } from '@/lib/contract/undo'
import { undo } from '@/lib/control/undo'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(undoSchema, undo)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
