import type { Pools } from '@/lib/rotation/pools'
import { type PoolFacts, RotationLog, type ServerLog } from '../log'
import { RotationNewsFeed } from '../rotation-news'
import type { ServiceRegistry } from '../services'

/** Who tells people what happens to keys: the log, and the lines of the live feed. */
export type Tellers = { voice: RotationLog; news: RotationNewsFeed }

export function openTellers({ log, ...known }: { log: ServerLog; services: ServiceRegistry; pools: Pools }): Tellers {
  const facts = factsOf(known)
  return { voice: new RotationLog(log, facts), news: new RotationNewsFeed(facts.masked) }
}

function factsOf({ services, pools }: { services: ServiceRegistry; pools: Pools }): PoolFacts {
  return {
    label: service => services.find(service)?.label ?? service,
    keyCount: service => pools.keyCount(service),
    failedCount: service => pools.restingCount(service),
    masked: keyId => pools.find(keyId)?.key.masked ?? '…',
  }
}
