import { status, statusInputSchema } from '@/lib/control/status'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(statusInputSchema, status)
