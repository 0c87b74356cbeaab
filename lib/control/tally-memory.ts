import type { Candidate } from '@/lib/engine/select'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type ServiceTally, type TallyFrame, tallyService } from './service-tally'

type Kept = { tally: ServiceTally; revision: number; frame: TallyFrame; changesAt: Instant }

/**
 * The tally of each service as it was last counted: while none of its keys changed and no rest, expiry or quota day ended,
 * it is the same. A look at 10,000 keys costs tens of milliseconds in which no request is served; most looks meet
 * services that nobody used since the last one.
 */
export class TallyMemory {
  private readonly kept = new Map<ServiceId, Kept>()

  /** The tally as it stands at `frame.now`, counted anew only where it may have changed. */
  tally(pools: Pools, service: ServiceId, frame: TallyFrame): ServiceTally {
    const revision = pools.revisionOf(service)
    const kept = this.kept.get(service)
    if (kept?.revision === revision && isStill(kept, frame)) return kept.tally
    const candidates = pools.keysOf(service)
    const tally = tallyService(service, candidates, frame)
    this.kept.set(service, { tally, revision, frame, changesAt: changesAt(candidates, tally, frame) })
    return tally
  }
}

/** Times before the look are another clock's: then all is looked at anew. */
function isStill({ frame: { zone, circuitUntil, now }, changesAt: at }: Kept, frame: TallyFrame): boolean {
  return frame.zone === zone && frame.circuitUntil === circuitUntil && frame.now >= now && frame.now < at
}

/** The first instant at which time alone makes a key stand otherwise. */
function changesAt(candidates: readonly Candidate[], { returnsAt }: ServiceTally, frame: TallyFrame): Instant {
  const { circuitUntil, now } = frame
  let first = Math.min(circuitUntil ?? Number.POSITIVE_INFINITY, returnsAt ?? Number.POSITIVE_INFINITY)
  const note = (at: Instant | null) => {
    if (at !== null && at > now && at < first) first = at
  }
  for (const { key, state, account } of candidates) {
    note(key.expiresAt)
    for (const { until } of state.cooldowns) note(until)
    note(state.day.resetAt)
    if (account === null) continue
    for (const { until } of account.cooldowns) note(until)
    note(account.day.resetAt)
  }
  return first
}
