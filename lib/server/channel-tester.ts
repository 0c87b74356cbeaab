import { randomUUID } from 'node:crypto'
import { testMessage } from '@/lib/alerts/message'
import { wordsOf } from '@/lib/alerts/words'
import type { Live } from '@/lib/control/context'
import { type DelivererPorts, send } from './alert-deliverer'

/** Sends one message of no alert, as alerts are sent. */
export function channelTester({
  masterKey,
  mail,
  dashboard,
}: Pick<DelivererPorts, 'masterKey' | 'mail' | 'dashboard'>): Live['tryChannel'] {
  return async channel => {
    const place = { words: wordsOf(channel.locale, channel.zone), dashboard }
    const delivered = await send({ masterKey, mail }, channel, testMessage(randomUUID(), channel.name, place))
    return delivered.kind === 'sent' ? null : delivered.trouble
  }
}
