import { circuitReturnsAt } from '@/lib/engine/circuit'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { PoolTally } from './pool-tally'
import type { ServiceTally, TallyFrame } from './service-tally'

/** So many keys are looked at before others have their turn: about a millisecond. */
const SLICE = 1000

type Kept = { pools: Pools; counted: PoolTally; frame: TallyFrame; last: Last | null }
type Last = { tally: ServiceTally; revision: number; changesAt: Instant }

/**
 * The tally of each service, counted on from the last time: only keys that changed since then are looked at, and those
 * that time alone changed. A look at each of 100,000 keys would cost tens of milliseconds in which no request is served.
 */
export class TallyMemory {
  private readonly kept = new Map<ServiceId, Kept>()

  /**
   * Looks at most of what changed, leaving the others their turn after each slice: `tally` has little left to do then.
   * @param pause resolves when the others had it
   */
  async catchUp(pools: Pools, now: () => Instant, pause: () => Promise<unknown>): Promise<void> {
    for (const { id } of pools.services()) {
      const next = () => {
        const frame = frameOf(pools, id, now())
        return this.keptOf(pools, id, frame).counted.look(frame, SLICE)
      }
      while (next()) await pause()
    }
  }

  /** The tally as it stands at `frame.now`; the same object as before where nothing changed. */
  tally(pools: Pools, service: ServiceId, frame: TallyFrame): ServiceTally {
    const kept = this.keptOf(pools, service, frame)
    const revision = pools.revisionOf(service)
    if (kept.last?.revision === revision && frame.now < kept.last.changesAt) return kept.last.tally
    const tally = kept.counted.sum(frame)
    kept.last = { tally, revision: kept.counted.revision, changesAt: kept.counted.changesAt() }
    return tally
  }

  /** Times before the look are another clock's, and what a circuit lets through concerns every key: all begins anew. */
  private keptOf(pools: Pools, service: ServiceId, frame: TallyFrame): Kept {
    const kept = this.kept.get(service)
    if (kept?.pools !== pools) {
      const begun = { pools, counted: new PoolTally(service, pools.watched(service)), frame, last: null }
      this.kept.set(service, begun)
      return begun
    }
    const { zone, circuitUntil, now } = kept.frame
    if (frame.zone !== zone || frame.circuitUntil !== circuitUntil || frame.now < now) {
      kept.counted.restart()
      kept.last = null
    }
    kept.frame = frame
    return kept
  }
}

/** Where a service's quota day turns, and until when it is left alone. */
export function frameOf(pools: Pools, service: ServiceId, now: Instant): TallyFrame {
  const circuitUntil = circuitReturnsAt(pools.stateOf(service).circuit, now)
  return { zone: pools.policyOf(service).dayZone, circuitUntil, now }
}
