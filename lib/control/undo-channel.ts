import {
  type AlertChannel,
  type ChannelDraft,
  findChannel,
  holdChannel,
  recallChannel,
  saveChannel,
} from '@/lib/store/alert-channels'
import { dropDeliveries, recallDeliveries } from '@/lib/store/alert-deliveries'
import { CHANNELS_CHANGED, draftOf, openPartsOf } from './alert-channels'
import { changedMeanwhile, requireSame, type TakeBacks, type Taken, type Values } from './undo-parts'

/** A channel as it was, and one that was removed; what waited for it then it is told, where that still stands. */
export const CHANNEL_TAKE_BACKS: TakeBacks = {
  changeChannel: async taken => {
    const { session, entry, name, whole } = taken
    await holdChannel(session, entry.target)
    const channel = await requireHere(taken)
    requireSame(name, openPartsOf(channel), partsIn(whole.after))
    const { isEnabled } = await saveChannel(session, { ...draftOf(channel), ...asParts(partsIn(whole.before)) })
    if (isEnabled) await tellAfterAll(taken)
    else await dropDeliveries(session, entry.target)
    return CHANNELS_CHANGED
  },
  removeChannel: async taken => {
    const { session, entry, name, whole } = taken
    const { removedAt } = partsIn(whole.after)
    const isBack = typeof removedAt === 'number' && (await recallChannel(session, entry.target, removedAt))
    if (!isBack) throw changedMeanwhile(name)
    await tellAfterAll(taken)
    return CHANNELS_CHANGED
  },
}

async function requireHere({ session, entry, name }: Taken): Promise<AlertChannel> {
  const channel = await findChannel(session, entry.target)
  if (!channel) throw changedMeanwhile(name)
  return channel
}

async function tellAfterAll({ session, entry: { target, detail } }: Taken): Promise<void> {
  if (typeof detail.droppedAt === 'number') await recallDeliveries(session, target, detail.droppedAt)
}

function partsIn(written: unknown): Values {
  return written instanceof Object ? { ...written } : {}
}

/** Parts of a channel as `changeChannel` wrote them down: they were parsed then. */
function asParts(written: Values): Partial<ChannelDraft> {
  return written
}
