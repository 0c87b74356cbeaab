import type { Attempt } from '@/lib/engine/attempt'
import type { Event, Key, KeyId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { Rotated } from '@/lib/rotation/rotation-request'
import type { CALLER_ENDINGS, CallerEndings, Rehearsal, RehearsalReport, RehearsedKey } from './rehearsal'

const PARTS = 60

type Unanswered = Exclude<Rotated<unknown>, { kind: 'answered' }>
type KeyTally = Omit<RehearsedKey, 'status'>
/** What is known of a request once it is over for its caller. */
type Ended = {
  arrivedMs: number
  ending: (typeof CALLER_ENDINGS)[number]
  waitMs: number | null
  reason: string | null
}

/** Counts what a rehearsal shows. */
export class Tally {
  private requestCount = 0
  private attemptCount = 0
  private mostAttempts = 0
  private circuitOpenings = 0
  private readonly endings = noEndings()
  private readonly waitsMs: number[] = []
  private readonly losses = new Map<string, number>()
  private readonly parts: RehearsalReport['parts']
  private readonly keys: ReadonlyMap<KeyId, KeyTally>
  private readonly partMs: number

  constructor({ keys, durationMs }: Pick<Rehearsal, 'keys' | 'durationMs'>) {
    this.partMs = durationMs / PARTS
    this.parts = Array.from({ length: PARTS }, (_, part) => ({
      startMs: Math.round(part * this.partMs),
      ...noEndings(),
    }))
    this.keys = new Map(keys.map(({ id }: Key) => [id, { id, attemptCount: 0, successCount: 0, restCount: 0 }]))
  }

  readonly record = ({ keyId, number, outcome }: Attempt): void => {
    const key = keyId === null ? undefined : this.keys.get(keyId)
    if (key === undefined) return
    this.attemptCount += 1
    this.mostAttempts = Math.max(this.mostAttempts, number)
    key.attemptCount += 1
    if (outcome === 'success') key.successCount += 1
  }

  readonly hear = (events: readonly Event[]): void => {
    for (const event of events) {
      if (event.kind === 'circuit-opened') this.circuitOpenings += 1
      const key = event.kind === 'key-rested' ? this.keys.get(event.keyId) : undefined
      if (key) key.restCount += 1
    }
  }

  end({ arrivedMs, ending, waitMs, reason }: Ended): void {
    this.requestCount += 1
    this.endings[ending] += 1
    const part = this.parts[Math.min(PARTS - 1, Math.floor(arrivedMs / this.partMs))]
    if (part) part[ending] += 1
    if (waitMs !== null) this.waitsMs.push(waitMs)
    if (ending === 'lost' && reason !== null) this.losses.set(reason, (this.losses.get(reason) ?? 0) + 1)
  }

  report({ service }: Rehearsal, pools: Pools): RehearsalReport {
    const waits = this.waitsMs.sort((one, other) => one - other)
    const at = (share: number) => Math.round(waits[Math.max(0, Math.ceil(waits.length * share) - 1)] ?? 0)
    const { requestCount, endings, attemptCount, mostAttempts, circuitOpenings, parts } = this
    return {
      service: service.id,
      strategy: service.policy.strategy,
      ...{ requestCount, endings, attemptCount, mostAttempts, circuitOpenings, parts },
      waits: { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) },
      keys: [...this.keys.values()].map(key => ({ ...key, status: pools.find(key.id)?.state.status ?? 'active' })),
      losses: [...this.losses]
        .map(([reason, count]) => ({ reason, count }))
        .sort((one, other) => other.count - one.count),
    }
  }
}

/** How a request without an answer ended: the upstream's no to what the caller asked is the caller's, all else is a loss. */
export function endingOf(rotated: Unanswered): 'declined' | 'lost' {
  return rotated.kind === 'declined' && rotated.outcome.blame === 'caller' ? 'declined' : 'lost'
}

/** Why a request was lost, in the words of the outcome or of what no key could work for. */
export function lossOf(rotated: Unanswered): string {
  switch (rotated.kind) {
    case 'exhausted':
      return rotated.exhausted.cause
    case 'aborted':
      return 'aborted'
    case 'declined':
    case 'failed':
      return rotated.outcome.kind
  }
}

function noEndings(): CallerEndings {
  return { firstTry: 0, rescued: 0, declined: 0, lost: 0 }
}
