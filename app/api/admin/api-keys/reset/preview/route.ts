import { resetInputSchema } from '@/lib/contract/reset'
import { previewReset } from '@/lib/control/reset-preview'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(resetInputSchema, previewReset, { role: 'viewer' })
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
