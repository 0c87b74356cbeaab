import { newChannelSchema } from '@/lib/contract/alert-channels'
import { nothingSchema } from '@/lib/contract/token'
import { addChannel, listChannels } from '@/lib/control/alert-channels'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = operatorRoute(nothingSchema, listChannels, { role: 'viewer' })
export const POST = operatorRoute(newChannelSchema, addChannel)
export const { PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD', 'POST')
