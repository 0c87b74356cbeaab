'use server'

import { changeChannelSchema, channelSelectionSchema, newChannelSchema } from '@/lib/contract/alert-channels'
import { addChannel, changeChannel, removeChannel } from '@/lib/control/alert-channels'
import { testChannel } from '@/lib/control/channel-test'
import { operatorAction } from '@/lib/server/action'

export const addChannelAction = operatorAction(newChannelSchema, addChannel)
export const changeChannelAction = operatorAction(changeChannelSchema, changeChannel)
export const removeChannelAction = operatorAction(channelSelectionSchema, removeChannel)
export const testChannelAction = operatorAction(channelSelectionSchema, testChannel)
