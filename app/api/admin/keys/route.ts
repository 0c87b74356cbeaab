import { addKeySchema } from '@/lib/contract/key'
import { keyPageInputSchema } from '@/lib/contract/key-page'
import { KEYS_CSV } from '@/lib/control/csv-tables'
import { keyPage } from '@/lib/control/key-page'
import { addKey } from '@/lib/control/keys'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(keyPageInputSchema, keyPage, { role: 'viewer', csv: KEYS_CSV })
export const POST = operatorRoute(addKeySchema, addKey)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
