import { changeChannelSchema, channelSelectionSchema } from '@/lib/contract/alert-channels'
import { changeChannel, removeChannel } from '@/lib/control/alert-channels'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const PATCH = operatorRoute(changeChannelSchema, changeChannel)
export const DELETE = operatorRoute(channelSelectionSchema, removeChannel)
export const { GET, HEAD, POST, PUT } = refuseOthers('PATCH', 'DELETE')
