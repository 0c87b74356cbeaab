import { countsAsSuccess } from '@/lib/control/pool-facts'
import { NO_TRAFFIC, type ServiceTraffic } from '@/lib/control/traffic'
import { type Attempt, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS, type ServiceId } from '@/lib/engine/vocabulary'

const SLICE_MS = 5 * SECOND_MS
const SLICES_KEPT = MINUTE_MS / SLICE_MS + 1
const MINUTES_KEPT = HOUR_MS / MINUTE_MS + 1

/** A request whose last attempt failed this long ago, without another since, is taken for lost. */
const GIVEN_UP_MS = 2 * SECOND_MS
/** What counts as lately. */
const LATELY_MS = 5 * MINUTE_MS
/** Requests whose last attempt failed; the oldest are lost for good when more come. */
const FAILING_MAX = 10_000

/** The gateway's own answers to a request that it could not serve; its other refusals speak about the request. */
const LOST_REFUSALS: ReadonlySet<string> = new Set([
  'exhausted',
  'service-down',
  'no-usable-key',
  'not-repeatable',
  'upstream-unreachable',
  'timed-out',
])

type Slice = { requests: number; attempts: number; successes: number }
type Minute = { firstTry: number; rescued: number; lost: number }
type Counted = Pick<Attempt, 'requestId' | 'service' | 'number' | 'outcome' | 'refusal' | 'startedAt' | 'totalMs'>

/**
 * How callers' requests fared lately, seen from the attempts as they end: an answer by a later attempt is a rescue, and
 * a request whose last attempt failed is lost. Bounded in memory; constant time per attempt.
 */
export class RecentRequests {
  private readonly slices = new Map<ServiceId, Map<Instant, Slice>>()
  private readonly minutes = new Map<ServiceId, Map<Instant, Minute>>()
  /** In the order in which they failed. */
  private readonly failing = new Map<string, { service: ServiceId; at: Instant }>()

  /** Call it when the attempt has ended. Never throws. */
  record(attempt: Counted): void {
    const { requestId, service, number, outcome, startedAt, totalMs } = attempt
    const at = startedAt + totalMs
    const slice = placeIn(this.slices, service, at, SLICE_MS, SLICES_KEPT, emptySlice)
    if (number === 1) slice.requests += 1
    if (outcome !== 'refused') {
      slice.attempts += 1
      if (countsAsSuccess(outcome)) slice.successes += 1
    }
    if (number > 1) this.failing.delete(requestId)
    switch (endOf(attempt)) {
      case 'answered':
        this.minuteOf(service, at)[number === 1 ? 'firstTry' : 'rescued'] += 1
        return
      case 'lost':
        this.minuteOf(service, at).lost += 1
        return
      case 'failed':
        this.failing.set(requestId, { service, at })
        if (this.failing.size > FAILING_MAX) this.giveUpOldest()
    }
  }

  /** What each service had; one without any is absent. */
  look(now: Instant): Map<ServiceId, ServiceTraffic> {
    const sums = new Map<ServiceId, ServiceTraffic>()
    for (const [service, slices] of this.slices) addTo(sums, service, slices, now - MINUTE_MS)
    for (const [service, minutes] of this.minutes) {
      addTo(sums, service, minutes, now - HOUR_MS)
      for (const [startedAt, { lost }] of minutes)
        if (startedAt > now - LATELY_MS) sumOf(sums, service).lostLately += lost
    }
    for (const { service, at } of this.failing.values()) {
      if (at > now - GIVEN_UP_MS) break
      if (at > now - HOUR_MS) sumOf(sums, service).lost += 1
      if (at > now - LATELY_MS) sumOf(sums, service).lostLately += 1
    }
    return sums
  }

  private minuteOf(service: ServiceId, at: Instant): Minute {
    return placeIn(this.minutes, service, at, MINUTE_MS, MINUTES_KEPT, emptyMinute)
  }

  private giveUpOldest(): void {
    const [oldest] = this.failing
    if (!oldest) return
    const [requestId, { service, at }] = oldest
    this.failing.delete(requestId)
    this.minuteOf(service, at).lost += 1
  }
}

/** What an attempt says about its request. `over`: it ended by its caller's doing. */
function endOf({ outcome, refusal }: Counted): 'answered' | 'failed' | 'lost' | 'over' {
  if (outcome === 'success') return 'answered'
  if (outcome === 'refused') return LOST_REFUSALS.has(refusal ?? '') ? 'lost' : 'over'
  return countsAsSuccess(outcome) ? 'over' : 'failed'
}

const emptySlice = (): Slice => ({ requests: 0, attempts: 0, successes: 0 })
const emptyMinute = (): Minute => ({ firstTry: 0, rescued: 0, lost: 0 })

/** The counts of a service's span of time; the oldest span makes room for a new one. */
function placeIn<T>(
  all: Map<ServiceId, Map<Instant, T>>,
  service: ServiceId,
  at: Instant,
  spanMs: number,
  kept: number,
  make: () => T,
): T {
  let spans = all.get(service)
  if (!spans) {
    spans = new Map()
    all.set(service, spans)
  }
  const startedAt = at - (at % spanMs)
  const known = spans.get(startedAt)
  if (known) return known
  const made = make()
  spans.set(startedAt, made)
  if (spans.size > kept) spans.delete(Math.min(...spans.keys()))
  return made
}

function addTo(
  sums: Map<ServiceId, ServiceTraffic>,
  service: ServiceId,
  spans: ReadonlyMap<Instant, Partial<ServiceTraffic>>,
  since: Instant,
): void {
  const sum = sumOf(sums, service)
  for (const [startedAt, counts] of spans) {
    if (startedAt < since) continue
    sum.requests += counts.requests ?? 0
    sum.attempts += counts.attempts ?? 0
    sum.successes += counts.successes ?? 0
    sum.firstTry += counts.firstTry ?? 0
    sum.rescued += counts.rescued ?? 0
    sum.lost += counts.lost ?? 0
  }
}

function sumOf(sums: Map<ServiceId, ServiceTraffic>, service: ServiceId): ServiceTraffic {
  const sum = sums.get(service) ?? { ...NO_TRAFFIC }
  sums.set(service, sum)
  return sum
}
