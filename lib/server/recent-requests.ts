import { countsAsSuccess } from '@/lib/control/pool-facts'
import { NO_TRAFFIC, type ServiceTraffic } from '@/lib/control/traffic'
import type { Attempt, Ending } from '@/lib/engine/attempt'
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS, type ServiceId } from '@/lib/engine/vocabulary'
import type { MinuteCount } from '@/lib/store/facets'

const SLICE_MS = 5 * SECOND_MS
const SLICES_KEPT = MINUTE_MS / SLICE_MS + 1
const MINUTES_KEPT = HOUR_MS / MINUTE_MS + 1

/** What counts as lately. */
const LATELY_MS = 5 * MINUTE_MS

type Slice = { requests: number; attempts: number; successes: number }
type Minute = { firstTry: number; rescued: number; lost: number }
type Counted = Pick<Attempt, 'service' | 'number' | 'outcome' | 'ending' | 'startedAt' | 'totalMs'>

/**
 * How callers' requests fared lately, as the last attempt of each says it: the log of requests says the same. Bounded in
 * memory; constant time per attempt. Where other processes serve too, what they write down counts as well.
 */
export class RecentRequests {
  private readonly slices = new Map<ServiceId, Map<Instant, Slice>>()
  private readonly minutes = new Map<ServiceId, Map<Instant, Minute>>()
  /** Of all processes together, where there are others. */
  private heard: ReadonlyMap<ServiceId, ServiceTraffic> = new Map()

  /** Call it when the attempt has ended. Never throws. */
  record({ service, number, outcome, ending, startedAt, totalMs }: Counted): void {
    const at = startedAt + totalMs
    const slice = placeIn(this.slices, service, at, SLICE_MS, SLICES_KEPT, emptySlice)
    if (number === 1) slice.requests += 1
    if (outcome !== 'refused') {
      slice.attempts += 1
      if (countsAsSuccess(outcome)) slice.successes += 1
    }
    const told = ending === null ? undefined : COUNTED_AS[ending]
    if (told !== undefined) placeIn(this.minutes, service, at, MINUTE_MS, MINUTES_KEPT, emptyMinute)[told] += 1
  }

  /**
   * Takes over what the database says of all processes. It tells of whole minutes, and counts a request into the one it
   * began in.
   */
  hearAll(counts: readonly MinuteCount[], now: Instant): void {
    const heard = new Map<ServiceId, ServiceTraffic>()
    const lastMinute = now - (now % MINUTE_MS) - MINUTE_MS
    for (const { bucketAt, service, dimension, value, count } of counts) {
      const sum = sumOf(heard, service)
      const told = COUNTED_ENDINGS.get(value)
      if (dimension === 'ending') {
        if (bucketAt === lastMinute) sum.requests += count
        if (told !== undefined) sum[told] += count
        if (told === 'lost' && bucketAt > now - LATELY_MS) sum.lostLately += count
      } else if (bucketAt === lastMinute && value !== 'refused') {
        sum.attempts += count
        if (countsAsSuccess(value)) sum.successes += count
      }
    }
    this.heard = heard
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
    for (const [service, heard] of this.heard) sums.set(service, larger(sumOf(sums, service), heard))
    return sums
  }
}

/** What ended by its caller's doing counts for neither side. */
const COUNTED_AS: Partial<Record<Ending, keyof Minute>> = {
  'first-try': 'firstTry',
  rescued: 'rescued',
  lost: 'lost',
}

const COUNTED_ENDINGS: ReadonlyMap<string, keyof Minute> = new Map(Object.entries(COUNTED_AS))

/** All processes together had at least what this one had. The last minute is one of the two, never a mixture. */
function larger(own: ServiceTraffic, all: ServiceTraffic): ServiceTraffic {
  const { requests, attempts, successes } = all.requests > own.requests ? all : own
  return {
    ...{ requests, attempts, successes },
    lostLately: Math.max(own.lostLately, all.lostLately),
    firstTry: Math.max(own.firstTry, all.firstTry),
    rescued: Math.max(own.rescued, all.rescued),
    lost: Math.max(own.lost, all.lost),
  }
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
