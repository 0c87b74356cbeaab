import type { Recently } from '@/lib/control/traffic'
import type { Attempt } from '@/lib/engine/attempt'
import type { Instant } from '@/lib/engine/vocabulary'
import { TrafficCounts } from '../metrics/traffic-counts'
import { RecentAttemptCounts } from '../recent-attempts'
import { RecentRequests } from '../recent-requests'
import type { RotationNewsFeed } from '../rotation-news'
import { SharedTraffic } from '../shared-traffic'
import type { Ground } from './ground'

/** What went through this process, as it is counted in memory. */
export type Counts = {
  /** Since the start. */
  traffic: TrafficCounts
  recent: RecentAttemptCounts
  requests: RecentRequests
  /** What others served is counted with it. */
  shared: SharedTraffic
  record(attempt: Attempt): void
}

/** @param isUnwatched nobody looks at this process: the last hour is not read from the database */
export async function openCounts({ store, now }: Ground, isUnwatched: boolean): Promise<Counts> {
  const traffic = new TrafficCounts()
  const recent = new RecentAttemptCounts()
  const requests = new RecentRequests()
  if (!isUnwatched) await recent.load(store, now())
  const record = (attempt: Attempt) => {
    traffic.record(attempt)
    recent.record(attempt)
    requests.record(attempt)
  }
  return { traffic, recent, requests, shared: new SharedTraffic([recent, requests]), record }
}

/** What the pages show of the last hour. */
export function recentlyOf({ recent, requests }: Counts, news: RotationNewsFeed): (at: Instant) => Recently {
  return at => ({
    attempts: recent.lastHour(at),
    traffic: { minutes: recent.lastMinutes(at), services: requests.look(at) },
    news: news.newest(),
  })
}
