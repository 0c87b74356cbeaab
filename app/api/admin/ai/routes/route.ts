import { aiRoutesChangeSchema } from '@/lib/contract/ai'
import { changeAiRoutes } from '@/lib/control/ai'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const PUT = operatorRoute(aiRoutesChangeSchema, changeAiRoutes)
export const { GET, HEAD, POST, PATCH, DELETE } = refuseOthers('PUT')
