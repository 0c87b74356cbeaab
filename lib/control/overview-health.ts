import type { SystemHealth } from '@/lib/contract/overview'
import { HEALTH_WEIGHTS, type Health, type ServiceFacts } from '@/lib/engine/health'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { RecentAttempts } from './pool-facts'
import type { ServiceTally } from './service-tally'
import { frameOf, type TallyMemory } from './tally-memory'

/** What the health score is read from, by what the tallies know: `healthFacts` comes to the same from every key. */
export function talliedFacts(pools: Pools, tallies: TallyMemory, recent: RecentAttempts, now: Instant): ServiceFacts[] {
  return pools.services().map(({ id }) => factsOf(tallies.tally(pools, id, frameOf(pools, id, now)), recent))
}

/** The same of one service. */
export function factsOf(tally: ServiceTally, recent: RecentAttempts): ServiceFacts {
  const { id, keyCount, healthyCount, servingCount: usableCount, headroom } = tally
  const { attempts: attemptCount = 0, successes: successCount = 0 } = recent.get(id) ?? {}
  return { id, keyCount, healthyCount, usableCount, attemptCount, successCount, headroom }
}

/**
 * The system's score taken apart: each part's share, over all services, weighted as the score weighs them. A service
 * that can serve nobody counts 0 in every part, so that the points of the parts add up to the score.
 */
export function systemHealth({ score, services }: Health, facts: readonly ServiceFacts[]): SystemHealth {
  const factsOf = new Map(facts.map(fact => [fact.id, fact]))
  const sums = { healthyKeys: 0, successRate: 0, quotaHeadroom: 0 }
  let weights = 0
  for (const { id, parts } of services) {
    const { keyCount = 0, usableCount = 0, attemptCount = 0 } = factsOf.get(id) ?? {}
    if (keyCount === 0) continue
    weights += 1 + attemptCount
    if (usableCount === 0) continue
    sums.healthyKeys += parts.healthyKeys * (1 + attemptCount)
    sums.successRate += parts.successRate * (1 + attemptCount)
    sums.quotaHeadroom += parts.quotaHeadroom * (1 + attemptCount)
  }
  const part = (name: keyof typeof sums) => ({
    part: name,
    // finer steps would be sent for nothing
    share: weights === 0 ? 0 : Math.round((1000 * sums[name]) / weights) / 1000,
    weight: HEALTH_WEIGHTS[name],
  })
  return { score, parts: [part('healthyKeys'), part('successRate'), part('quotaHeadroom')] }
}
