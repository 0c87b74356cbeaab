import { nothingSchema } from '@/lib/contract/token'
import { refuseOthers } from '@/lib/server/no-route'
import { openApi } from '@/lib/server/openapi/document'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, openApi, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
