import { keySelectionSchema } from '@/lib/contract/key'
import { keySettings } from '@/lib/control/key-settings'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(keySelectionSchema, keySettings, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
