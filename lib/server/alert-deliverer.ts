import { deliver, type Target } from '@/lib/alerts/deliver'
import { type AlertMessage, messageOf } from '@/lib/alerts/message'
import { type Delivered, failed, RETRY_AFTER_MAX_MS } from '@/lib/alerts/outcome'
import { wordsOf } from '@/lib/alerts/words'
import { openSecrets } from '@/lib/control/channel-secret'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { type AlertChannel, findChannel, noteChannelReached, noteChannelTrouble } from '@/lib/store/alert-channels'
import { dropDeliveries } from '@/lib/store/alert-deliveries'
import { type ClaimedBatch, claimBatch, dueChannels, endClaim } from '@/lib/store/alert-outbox'
import type { Store } from '@/lib/store/session'
import type { MasterKey } from '@/lib/vault/master-key'
import { VaultError } from '@/lib/vault/vault-error'
import type { ServerLog } from './log'

/** Longer than any try lasts: afterwards the process that held it is gone. */
const LEASE_MS = 3 * MINUTE_MS
/** Before the second try, the third, … and each after those. */
const WAITS_MS = [10 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS]
/** A channel that failed is left alone for this long at most, if it did not ask for more. */
const REST_MAX_MS = 2 * MINUTE_MS
const GIVEN_UP_AFTER_MS = DAY_MS
const MESSAGES_AT_ONCE = 20

export type DelivererPorts = {
  store: Store
  masterKey: MasterKey
  /** Our own pool of Resend keys. */
  mail: InProcessPorts
  /** Where people open the dashboard. */
  dashboard: string
  log: ServerLog
  now: () => Instant
  /** Absent: the usual ones. */
  waitsMs?: readonly number[]
}

/** Empties the outbox. Each channel goes at its own pace: a slow receiver keeps no other waiting. */
export class AlertDeliverer {
  private readonly underWay = new Map<string, Promise<void>>()
  private isStopping = false

  constructor(private readonly ports: DelivererPorts) {}

  /** Begins what is due and returns; another call begins nothing twice. */
  async look(): Promise<void> {
    for (const channelId of await dueChannels(this.ports.store)) {
      if (this.isStopping || this.underWay.has(channelId)) continue
      const run = this.serve(channelId)
        .catch((error: unknown) => this.ports.log.warn({ error: String(error) }, 'telling a channel failed'))
        .finally(() => this.underWay.delete(channelId))
      this.underWay.set(channelId, run)
    }
  }

  /** Begins nothing more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.isStopping = true
    await this.idle()
  }

  async idle(): Promise<void> {
    await Promise.all(this.underWay.values())
  }

  private async serve(channelId: string): Promise<void> {
    const { store } = this.ports
    for (let count = 0; count < MESSAGES_AT_ONCE && !this.isStopping; count++) {
      const channel = await findChannel(store, channelId)
      if (!channel?.isEnabled) return void (await dropDeliveries(store, channelId))
      if (channel.restsUntil !== null && this.ports.now() < channel.restsUntil) return
      const claimed = await claimBatch(store, channelId, LEASE_MS)
      if (claimed === null || !(await this.tell(channel, claimed))) return
    }
  }

  /** @returns whether the channel may be told more now */
  private async tell(channel: AlertChannel, { batch, claim, deliveries }: ClaimedBatch): Promise<boolean> {
    const { store, dashboard, now } = this.ports
    const toTell = deliveries.map(({ notice, at }) => ({ notice, at }))
    const words = wordsOf(channel.locale, channel.zone)
    const delivered = await send(this.ports, channel, messageOf(batch, toTell, { words, dashboard }))
    if (delivered.kind === 'sent') {
      await endClaim(store, claim, { kind: 'sent' })
      await noteChannelReached(store, channel.id)
      return true
    }
    const { trouble, retryAt } = delivered
    const [first] = deliveries
    const isOld = first !== undefined && now() - first.at > GIVEN_UP_AFTER_MS
    const wishedMs = Math.min(retryAt === null ? 0 : retryAt - now(), RETRY_AFTER_MAX_MS)
    const waitMs = Math.max(this.waitMs(first?.tries ?? 1), wishedMs)
    const end = { kind: 'again' as const, at: now() + waitMs, trouble }
    await endClaim(store, claim, isOld ? { kind: 'failed', trouble } : end)
    // what else waits would fail alike, but news is worth a try soon where the receiver did not ask for rest
    const restMs = Math.max(Math.min(waitMs, REST_MAX_MS), wishedMs)
    await noteChannelTrouble(store, channel.id, trouble, now() + restMs)
    this.ports.log.warn({ channel: channel.name, trouble: trouble.key, ...trouble.values }, 'a channel was not reached')
    return false
  }

  private waitMs(tries: number): number {
    const waits = this.ports.waitsMs ?? WAITS_MS
    return waits[Math.min(tries, waits.length) - 1] ?? HOUR_MS
  }
}

type SendPorts = Pick<DelivererPorts, 'masterKey' | 'mail'>

/** Tries once to send a message on a channel. Its secrets are opened here and nowhere else. */
export async function send(ports: SendPorts, channel: AlertChannel, message: AlertMessage): Promise<Delivered> {
  try {
    return await deliver(ports.mail, targetOf(ports, channel, message), message)
  } catch (error) {
    if (error instanceof VaultError) return failed({ key: 'channelUnreadable' })
    throw error
  }
}

function targetOf({ masterKey }: SendPorts, channel: AlertChannel, { id }: AlertMessage): Target {
  const { url = '', secret = '', password = '' } = openSecrets(masterKey, channel)
  const { settings } = channel
  switch (settings.via) {
    case 'webhook':
      return { via: 'webhook', url, secret, allowsPrivate: settings.allowsPrivate }
    case 'slack':
      return { via: 'slack', url, allowsPrivate: settings.allowsPrivate }
    case 'resend':
      // a channel that was changed since says something else under another key
      return { ...settings, idempotencyKey: `${id}-${channel.updatedAt}` }
    case 'smtp': {
      const { username, ...server } = settings
      return { ...server, login: username === null ? null : { user: username, pass: password } }
    }
  }
}
