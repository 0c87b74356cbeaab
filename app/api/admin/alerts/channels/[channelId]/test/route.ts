import { channelSelectionSchema } from '@/lib/contract/alert-channels'
import { testChannel } from '@/lib/control/channel-test'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(channelSelectionSchema, testChannel)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
