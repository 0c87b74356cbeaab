import type { ChannelSelection, ChannelTested } from '@/lib/contract/alert-channels'
import { noteChannelReached, noteChannelTrouble } from '@/lib/store/alert-channels'
import { requireChannel } from './alert-channels'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole, requireServer } from './context'

/**
 * Sends a test on a channel, also on one that is paused, and says how it ended.
 * @throws ControlError `not-found`, `conflict` outside a running server
 */
export async function testChannel(call: { ctx: ControlContext; input: ChannelSelection }): Promise<ChannelTested> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const channel = await requireChannel(ctx.store, input.channelId)
  const { tryChannel } = requireServer(ctx)
  const startedAt = ctx.now()
  const trouble = await tryChannel(channel)
  const tookMs = ctx.now() - startedAt
  return inOneTransaction(ctx, async session => {
    if (trouble === null) await noteChannelReached(session, channel.id)
    else await noteChannelTrouble(session, channel.id, trouble)
    const detail = { name: channel.name, outcome: trouble?.key ?? 'sent' }
    return { answer: { trouble, tookMs }, deed: { verb: 'testChannel', target: channel.id, detail } }
  })
}
