import { isHealthy, restsOf, statusOf } from '@/lib/control/pool-facts'
import { usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { Labels } from './exposition'

/** Keys with figures of their own, the fullest and the longest resting first: a store of metrics suffers from more. */
export const KEYS_TOLD_MAX = 200
/** So many keys are looked at before others have their turn: about a millisecond. */
const SLICE = 1000

export type ToldKey = { labels: Labels; ratio: number | null; restMs: number }
export type KeyFigures = {
  /** How many keys do what, of each service. */
  states: ReadonlyMap<ServiceId, ReadonlyMap<string, number>>
  /** At most `KEYS_TOLD_MAX`, the fullest first. */
  told: readonly ToldKey[]
  /** Those with a limit or a rest beside them. */
  untoldCount: number
}

/**
 * A look at every key, in slices between which others have their turn.
 * @param pause resolves when they had it
 */
export async function readKeyFigures(pools: Pools, now: Instant, pause: () => Promise<unknown>): Promise<KeyFigures> {
  const states = new Map<ServiceId, Map<string, number>>()
  const telling = new Telling()
  for (const { id } of pools.services()) {
    if (pools.keyCount(id) === 0) continue
    const pool = pools.watched(id)
    const counts = new Map<string, number>()
    states.set(id, counts)
    for (let slot = 0; slot < pool.slotCount; slot++) {
      if (slot > 0 && slot % SLICE === 0) await pause()
      const candidate = pool.at(slot)
      if (candidate === null) continue
      const state = stateOf(candidate, now)
      counts.set(state, (counts.get(state) ?? 0) + 1)
      telling.add(candidate, now)
    }
  }
  return { states, ...telling.end() }
}

function stateOf(candidate: Candidate, now: Instant): string {
  const status = statusOf(candidate, now)
  if (status !== 'active') return status
  return isHealthy(candidate, now) ? 'ready' : 'resting'
}

/** The fullest of those that have something to tell, without a list of all. */
class Telling {
  private readonly told: ToldKey[] = []
  private count = 0

  add(candidate: Candidate, now: Instant): void {
    const { key, state, account } = candidate
    const ratio = key.dailyLimit === null ? null : usageRatio(key, state, account, now)
    const restMs = restsOf(candidate, now).reduce((most, { until }) => Math.max(most, until - now), 0)
    if (ratio === null && restMs === 0) return
    this.count += 1
    this.told.push({ labels: { service: key.service, key: key.name, masked: key.masked }, ratio, restMs })
    if (this.told.length >= 8 * KEYS_TOLD_MAX) this.shorten()
  }

  end(): Pick<KeyFigures, 'told' | 'untoldCount'> {
    this.shorten()
    return { told: this.told, untoldCount: this.count - this.told.length }
  }

  private shorten(): void {
    this.told.sort((one, other) => (other.ratio ?? 0) - (one.ratio ?? 0) || other.restMs - one.restMs)
    this.told.length = Math.min(this.told.length, KEYS_TOLD_MAX)
  }
}
