import { randomUUID } from 'node:crypto'
import type { AlertNotice } from '@/lib/contract/alert-notice'
import { iso, isoOrNull } from '@/lib/control/key-view'
import { limitEmptyAt, serviceOutlook, subjectOf } from '@/lib/control/outlook'
import { dayOf } from '@/lib/control/pool-facts'
import { weakerCodes } from '@/lib/engine/alert-rules'
import { type Instant, type KeyId, SECOND_MS, type ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type AlertChannel, listChannels } from '@/lib/store/alert-channels'
import { addDeliveries, channelsTold, withdrawRaise } from '@/lib/store/alert-deliveries'
import { type AlertSubject, claimTelling, findStanding, freeTelling, type StoredAlert } from '@/lib/store/alerts'
import type { Session, Store } from '@/lib/store/session'
import type { LimitHistories } from './limit-histories'

/** Alerts that rise within this time of each other go out together. */
const GATHER_MS = 5 * SECOND_MS

type Ports = {
  store: Store
  pools: Pools
  histories: LimitHistories
  labelOf(service: ServiceId): string
  now: () => Instant
}

/** Puts what channels are to say of alerts into the outbox, each once, whatever other processes do. */
export class AlertTeller {
  constructor(private readonly ports: Ports) {}

  /** Tells the channels of an alert that was raised. @returns whether it did, and nobody else had */
  async tellRaised(subject: AlertSubject): Promise<boolean> {
    const outlook = await this.outlookOf(subject)
    return this.ports.store.transaction(async session => {
      const alert = await claimTelling(session, subject)
      if (alert === null) return false
      const channels = await hearing(session, alert)
      await withdrawWeaker(session, alert, channels)
      await this.put(session, alert, 'raised', outlook, channels, '')
      return true
    })
  }

  /** Tells the channels that an alert lasts after its snooze. @param snooze which one, so that others do not tell it too */
  async tellReminded(subject: AlertSubject, snooze: Instant): Promise<void> {
    const outlook = await this.outlookOf(subject)
    await this.ports.store.transaction(async session => {
      const alert = await findStanding(session, subject)
      if (alert) await this.put(session, alert, 'reminded', outlook, await hearing(session, alert), String(snooze))
    })
  }

  /** In the transaction that resolved it: tells its end to those who heard of its beginning. */
  async tellOver(session: Session, alert: StoredAlert): Promise<void> {
    const told = new Set(await channelsTold(session, alert.id))
    if (told.size === 0) return
    const channels = (await listChannels(session)).filter(({ id, isEnabled }) => isEnabled && told.has(id))
    const outlook = serviceOutlook(this.ports.pools, alert.service, this.ports.histories.peek, this.ports.now())
    await this.put(session, alert, 'resolved', { outlook, emptyAt: null }, channels, '')
  }

  private async put(
    session: Session,
    alert: StoredAlert,
    kind: AlertNotice['kind'],
    seen: Seen,
    channels: readonly AlertChannel[],
    time: string,
  ): Promise<void> {
    const { code, service, keyId, message, fact } = alert
    const notice: AlertNotice = {
      ...{ alertId: alert.id, kind, code, service, keyId, message, fact, ...seen },
      serviceLabel: this.ports.labelOf(service),
      since: iso(alert.since),
      resolvedAt: isoOrNull(alert.resolvedAt),
    }
    const dueAt = session.now() + GATHER_MS
    const deliveries = channels.map(channel => ({ id: randomUUID(), channelId: channel.id, notice, dueAt, time }))
    await addDeliveries(session, deliveries)
  }

  /** How things stand where the alert is; what past days tell is read first. */
  private async outlookOf({ service, keyId }: AlertSubject): Promise<Seen> {
    const { pools, histories, now } = this.ports
    await histories.load({ service, keyIds: null })
    const outlook = serviceOutlook(pools, service, histories.peek, now())
    return { outlook, emptyAt: isoOrNull(keyId === null ? null : await this.emptyAtOf(keyId)) }
  }

  private async emptyAtOf(keyId: KeyId): Promise<Instant | null> {
    const { pools, histories, now } = this.ports
    const candidate = pools.find(keyId)
    const policy = candidate && pools.policyOf(candidate.key.service)
    if (!candidate || !policy || candidate.key.dailyLimit === null) return null
    const pool = candidate.key.account === null ? [] : pools.keysOf(candidate.key.service)
    await histories.load(subjectOf(candidate.key, pool))
    const day = dayOf(candidate, policy.dayZone, now())
    return limitEmptyAt({ candidate, day, limit: candidate.key.dailyLimit }, pool, histories.peek, now())
  }
}

type Seen = Pick<AlertNotice, 'outlook' | 'emptyAt'>

/** What a weaker alert of the service was about to say is said by this one. */
async function withdrawWeaker(session: Session, { code, service }: StoredAlert, channels: readonly AlertChannel[]) {
  const channelIds = channels.map(({ id }) => id)
  for (const weaker of weakerCodes(code)) {
    const alert = await findStanding(session, { code: weaker, service, keyId: null })
    if (alert && (await withdrawRaise(session, alert.id, channelIds))) await freeTelling(session, alert.id)
  }
}

/** The channels that are on and want to hear of it. */
async function hearing(session: Session, { service, code }: StoredAlert): Promise<AlertChannel[]> {
  const channels = await listChannels(session)
  return channels.filter(({ isEnabled, services, codes }) => {
    const wantsService = services === null || services.includes(service)
    return isEnabled && wantsService && (codes === null || codes.some(each => each === code))
  })
}
