import { removedKeysInputSchema } from '@/lib/contract/removed-keys'
import { REMOVED_KEYS_CSV } from '@/lib/control/csv-lists'
import { removedKeys } from '@/lib/control/removed-keys'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(removedKeysInputSchema, removedKeys, { role: 'viewer', csv: REMOVED_KEYS_CSV })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
