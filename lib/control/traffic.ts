import type { RotationNews } from '@/lib/contract/rotation-news'
import type { Attempt } from '@/lib/engine/attempt'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { RecentAttempts } from './pool-facts'

/** How the attempts of one minute ended; `null` where nobody was there to count. */
export type MinuteTraffic = { at: Instant; outcomes: ReadonlyMap<Attempt['outcome'], number> | null }

/** What the last seconds and the last hour brought one service. */
export type ServiceTraffic = {
  /** Of the last minute: requests that came, attempts that ended, and those of them that speak against nobody. */
  requests: number
  attempts: number
  successes: number
  /** Requests of the last five minutes that were not answered at all. */
  lostLately: number
  /** Of the last hour: requests answered by their first key, by another, and not at all. */
  firstTry: number
  rescued: number
  lost: number
}
/** Of a service that nobody asked. */
export const NO_TRAFFIC: ServiceTraffic = {
  requests: 0,
  attempts: 0,
  successes: 0,
  lostLately: 0,
  firstTry: 0,
  rescued: 0,
  lost: 0,
}

/** What went through lately: from memory, because every look at the dashboard asks for it. */
export type Traffic = {
  /** The last hour, oldest first; the last one is still running. */
  minutes: readonly MinuteTraffic[]
  services: ReadonlyMap<ServiceId, ServiceTraffic>
}

/** What a running server remembers of its last hour. */
export type Recently = { attempts: RecentAttempts; traffic: Traffic; news: readonly RotationNews[] }
