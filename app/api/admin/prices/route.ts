import { setPriceSchema } from '@/lib/contract/prices'
import { nothingSchema } from '@/lib/contract/token'
import { PRICES_CSV } from '@/lib/control/csv-lists'
import { listOwnPrices, setPrice } from '@/lib/control/prices'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, listOwnPrices, { role: 'viewer', csv: PRICES_CSV })
export const PUT = operatorRoute(setPriceSchema, setPrice)
export const { POST, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'PUT')
