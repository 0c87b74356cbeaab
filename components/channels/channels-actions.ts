import type { OperatorAction } from '@/lib/contract/action'
import type { ChannelSelection, ChannelTested, ChannelView, NewChannelInput } from '@/lib/contract/alert-channels'

type ChangeChannelInput = { channelId: string } & Partial<NewChannelInput>

/** What an admin may do with channels. */
export type ChannelActions = {
  add: OperatorAction<NewChannelInput, ChannelView>
  change: OperatorAction<ChangeChannelInput, ChannelView>
  test: OperatorAction<ChannelSelection, ChannelTested>
  remove: OperatorAction<ChannelSelection, { name: string }>
}
