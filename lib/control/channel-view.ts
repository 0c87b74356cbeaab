import type { ChannelView, DeliveryView } from '@/lib/contract/alert-channels'
import type { Instant } from '@/lib/engine/vocabulary'
import type { AlertChannel } from '@/lib/store/alert-channels'
import type { AlertDelivery } from '@/lib/store/alert-deliveries'
import { iso, isoOrNull } from './key-view'

export type Waiting = { count: number; nextAt: Instant }

/** A channel as people see it. */
export function channelView(channel: AlertChannel, waiting: Waiting | null): ChannelView {
  const { id, name, kind, isEnabled, settings, services, codes, locale, zone, triedAt, trouble } = channel
  const { target, address } = shownOf(settings)
  return {
    ...{ id, name, kind, isEnabled, locale, zone, address, target },
    services: services && [...services],
    codes: codes && [...codes],
    last: triedAt === null ? null : { at: iso(triedAt), trouble },
    waiting: waiting && { count: waiting.count, nextAt: iso(Math.max(waiting.nextAt, channel.restsUntil ?? 0)) },
  }
}

function shownOf(settings: AlertChannel['settings']): Pick<ChannelView, 'target' | 'address'> {
  switch (settings.via) {
    case 'webhook': {
      const { origin, ...target } = settings
      return { target, address: origin }
    }
    case 'slack': {
      const { origin, ...target } = settings
      return { target, address: origin }
    }
    case 'resend':
    case 'smtp':
      return { target: settings, address: settings.to.join(', ') }
  }
}

/** What became of one delivery. @param names of the channels there are */
export function deliveryView(delivery: AlertDelivery, names: ReadonlyMap<string, string>): DeliveryView {
  const { id, channelId, kind, state, at, tries, trouble, dueAt, endedAt } = delivery
  return {
    ...{ id, channelId, kind, state, tries, trouble },
    channelName: names.get(channelId) ?? null,
    at: iso(at),
    nextAt: state === 'pending' ? iso(dueAt) : null,
    endedAt: isoOrNull(endedAt),
  }
}
