import type { ServiceId } from './vocabulary'

/** What each part of a service's health score is worth; together 1. */
export const HEALTH_WEIGHTS = { healthyKeys: 0.5, successRate: 0.3, quotaHeadroom: 0.2 } as const

/** What the health of one service is read from. */
export type ServiceFacts = {
  id: ServiceId
  /** Its keys; those an operator paused are left out, because pausing is a choice and not an illness. */
  keyCount: number
  /** Of these, the active ones that do not rest. */
  healthyCount: number
  /** Of these, the ones with room in their quota, while the circuit lets requests through. */
  usableCount: number
  /** Attempts of the last hour, and those of them that did not speak against a key or the service. */
  attemptCount: number
  successCount: number
  /** `quotaHeadroom` of its keys. */
  headroom: number
}

/** Each from 0 to 1. */
type HealthParts = { healthyKeys: number; successRate: number; quotaHeadroom: number }

/** `score` is a whole number from 0 to 100. */
type ServiceHealth = { id: ServiceId; score: number; parts: HealthParts }
export type Health = { score: number; services: readonly ServiceHealth[] }

/**
 * How well Keywheel can serve, 0 to 100.
 *
 * A service: `100 x (0.5 x share of healthy keys + 0.3 x success rate of the last hour + 0.2 x quota headroom)`, and 0
 * when no key is usable. Without attempts the success rate is 1: silence is no failure.
 *
 * The system: the mean of its services, each weighted by `1 + its attempts of the last hour`, so that traffic decides
 * and a quiet service still counts a little. A service without keys is not set up: it scores 0 and weighs nothing.
 * A system without any key scores 0, because it can serve nobody.
 */
export function healthScore(services: readonly ServiceFacts[]): Health {
  let sum = 0
  let weights = 0
  const scored = services.map(service => {
    const parts = partsOf(service)
    const exact = service.usableCount > 0 ? weigh(parts) : 0
    const weight = service.keyCount > 0 ? 1 + service.attemptCount : 0
    sum += exact * weight
    weights += weight
    return { id: service.id, score: toPercent(exact), parts }
  })
  return { score: weights === 0 ? 0 : toPercent(sum / weights), services: scored }
}

/** The mean share of the daily limits still unused; a key without a limit counts 1, no keys at all count 0. */
export function quotaHeadroom(quotas: readonly { used: number; limit: number | null }[]): number {
  if (quotas.length === 0) return 0
  let sum = 0
  for (const { used, limit } of quotas) sum += limit === null ? 1 : limit <= 0 ? 0 : clamp(1 - used / limit)
  return sum / quotas.length
}

function partsOf(service: ServiceFacts): HealthParts {
  return {
    healthyKeys: service.keyCount > 0 ? clamp(service.healthyCount / service.keyCount) : 0,
    successRate: service.attemptCount > 0 ? clamp(service.successCount / service.attemptCount) : 1,
    quotaHeadroom: clamp(service.headroom),
  }
}

function weigh(parts: HealthParts): number {
  return (
    HEALTH_WEIGHTS.healthyKeys * parts.healthyKeys +
    HEALTH_WEIGHTS.successRate * parts.successRate +
    HEALTH_WEIGHTS.quotaHeadroom * parts.quotaHeadroom
  )
}

function toPercent(share: number): number {
  return Math.round(100 * share)
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}
