import { removePriceSchema } from '@/lib/contract/prices'
import { removePrice } from '@/lib/control/prices'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(removePriceSchema, removePrice)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
