import { randomUUID } from 'node:crypto'
import { testMessage } from '@/lib/alerts/message'
import { wordsOf } from '@/lib/alerts/words'
import type { ChannelSelection, ChannelTested } from '@/lib/contract/alert-channels'
import { requireChannel } from '@/lib/control/alert-channels'
import { inOneTransaction } from '@/lib/control/audit-trail'
import { type ControlContext, requireRole } from '@/lib/control/context'
import { noteChannelReached, noteChannelTrouble } from '@/lib/store/alert-channels'
import { send } from './alert-deliverer'
import { getRuntime } from './runtime'

/** Sends a test on a channel, also on one that is paused, and says how it ended. @throws ControlError `not-found` */
export async function testChannel(call: { ctx: ControlContext; input: ChannelSelection }): Promise<ChannelTested> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const channel = await requireChannel(ctx.store, input.channelId)
  const { ports, masterKey, dashboard } = getRuntime()
  const place = { words: wordsOf(channel.locale, channel.zone), dashboard }
  const startedAt = performance.now()
  const delivered = await send({ masterKey, mail: ports }, channel, testMessage(randomUUID(), channel.name, place))
  const tookMs = Math.round(performance.now() - startedAt)
  const trouble = delivered.kind === 'sent' ? null : delivered.trouble
  return inOneTransaction(ctx, async session => {
    if (trouble === null) await noteChannelReached(session, channel.id)
    else await noteChannelTrouble(session, channel.id, trouble)
    const detail = { name: channel.name, outcome: trouble?.key ?? 'sent' }
    return { answer: { trouble, tookMs }, deed: { verb: 'testChannel', target: channel.id, detail } }
  })
}
