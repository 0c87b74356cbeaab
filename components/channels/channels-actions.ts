import type { OperatorAction } from '@/lib/contract/action'
import type {
  ChangedChannel,
  ChannelSelection,
  ChannelTested,
  ChannelView,
  NewChannelInput,
  RemovedChannel,
} from '@/lib/contract/alert-channels'
import type { UndoInput, Undone } from '@/lib/contract/undo'

type ChangeChannelInput = { channelId: string } & Partial<NewChannelInput>

/** What an admin may do with channels. */
export type ChannelActions = {
  add: OperatorAction<NewChannelInput, ChannelView>
  change: OperatorAction<ChangeChannelInput, ChangedChannel>
  test: OperatorAction<ChannelSelection, ChannelTested>
  remove: OperatorAction<ChannelSelection, RemovedChannel>
  undo: OperatorAction<UndoInput, Undone>
}
