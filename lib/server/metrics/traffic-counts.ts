import type { Attempt } from '@/lib/engine/attempt'
import type { ServiceId } from '@/lib/engine/vocabulary'

/** Upper ends of the latency buckets, in milliseconds; the last bucket has none. */
export const LATENCY_ENDS_MS = [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000] as const

/** How many took how long: one count per bucket, and the sum. */
export type Latencies = { counts: Float64Array; sumMs: number }

export type ServiceCounts = {
  /** By outcome and blame, which stand in one text with a line feed between them. */
  attempts: Map<string, number>
  /** By how callers fared. */
  requests: Map<string, number>
  firstByte: Latencies
  total: Latencies
}

/** What went through this process since it started, in plain counts: the price per attempt is a few additions. */
export class TrafficCounts {
  private readonly byService = new Map<ServiceId, ServiceCounts>()

  /** Never throws. */
  record({ service, outcome, blame, ending, firstByteMs, totalMs }: Attempt): void {
    let counts = this.byService.get(service)
    if (!counts) {
      counts = emptyCounts()
      this.byService.set(service, counts)
    }
    if (ending !== null) addOne(counts.requests, ending)
    // what the gateway refused itself never went upstream
    if (outcome === 'refused') return
    addOne(counts.attempts, nameOf(outcome, blame))
    addTime(counts.total, totalMs)
    if (firstByteMs !== null) addTime(counts.firstByte, firstByteMs)
  }

  all(): ReadonlyMap<ServiceId, ServiceCounts> {
    return this.byService
  }
}

const names = new Map<Attempt['outcome'], Map<Attempt['blame'], string>>()

/** One and the same text each time: one made anew would be joined, hashed and compared for every attempt. */
function nameOf(outcome: Attempt['outcome'], blame: Attempt['blame']): string {
  let ofOutcome = names.get(outcome)
  if (ofOutcome === undefined) {
    ofOutcome = new Map()
    names.set(outcome, ofOutcome)
  }
  const known = ofOutcome.get(blame)
  if (known !== undefined) return known
  const name = `${outcome}\n${blame}`
  ofOutcome.set(blame, name)
  return name
}

function emptyCounts(): ServiceCounts {
  return { attempts: new Map(), requests: new Map(), firstByte: emptyLatencies(), total: emptyLatencies() }
}

function emptyLatencies(): Latencies {
  return { counts: new Float64Array(LATENCY_ENDS_MS.length + 1), sumMs: 0 }
}

function addOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function addTime(latencies: Latencies, ms: number): void {
  const at = LATENCY_ENDS_MS.findIndex(end => ms <= end)
  const bucket = at === -1 ? LATENCY_ENDS_MS.length : at
  latencies.counts[bucket] = (latencies.counts[bucket] ?? 0) + 1
  latencies.sumMs += ms
}
