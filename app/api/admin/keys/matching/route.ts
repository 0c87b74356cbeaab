import { matchingKeysInputSchema } from '@/lib/contract/key-page'
import { matchingKeys } from '@/lib/control/key-page'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(matchingKeysInputSchema, matchingKeys, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
