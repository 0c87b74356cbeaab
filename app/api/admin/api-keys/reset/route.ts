import { resetInputSchema } from '@/lib/contract/reset'
import { reset } from '@/lib/control/reset'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(resetInputSchema, reset)
