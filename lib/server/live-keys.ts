import type { KeyStanding } from '@/lib/contract/key-page'
import type { KeyChange, LiveChange } from '@/lib/contract/live'
import { keyView } from '@/lib/control/key-view'
import { standingOf, standingUntil } from '@/lib/control/standing'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'

/** Keys told at once; about 1 kB each. More than a screen shows, and a bound whatever happens. */
const KEYS_TOLD_MAX = 50

/** A key as it was last looked at. */
type Seen = Candidate & {
  standing: KeyStanding
  until: Instant | null
  circuitUntil: Instant | null
}
type Look = { revision: number; circuitUntil: Instant | null; returnsAt: Instant }
type KeysChanged = Pick<LiveChange, 'keys' | 'removedKeyIds' | 'hasMoreKeys'>

/**
 * Tells which keys changed since the last look. States are replaced and never edited, so that a look at 10,000 keys
 * compares references and costs about a millisecond, and the pools pay nothing for being watched. Keys that stand
 * otherwise than before are told first; when more changed than are told, the rest have their turn at the next looks.
 */
export class KeyWatch {
  private readonly seen = new Map<KeyId, Seen>()
  private readonly pools: Pools
  /** The same in the order of each service's keys: as long as that stays, nothing is searched for. */
  private readonly rows = new Map<ServiceId, Seen[]>()
  /** How each service was last looked at: while nothing changed and no key returned, no key of it is. */
  private readonly looks = new Map<ServiceId, Look>()
  private keyCount = 0
  /** Keys that changed and were not told yet; of them, those that stand otherwise than before. */
  private readonly due = new Set<KeyId>()
  private readonly urgent = new Set<KeyId>()

  constructor(pools: Pools) {
    this.pools = pools
  }

  /** Takes what is there as known. */
  begin(now: Instant): void {
    this.seen.clear()
    this.rows.clear()
    this.looks.clear()
    this.look(now)
    this.due.clear()
    this.urgent.clear()
  }

  /** What changed since the last look, or was left over from it. */
  changes(now: Instant): KeysChanged {
    this.look(now)
    const removedKeyIds = this.forgetGone()
    const told = this.take()
    return {
      keys: told.flatMap(keyId => this.view(keyId, now)),
      removedKeyIds,
      hasMoreKeys: this.due.size > 0,
    }
  }

  private take(): KeyId[] {
    const told: KeyId[] = []
    for (const keyIds of [this.urgent, this.due]) {
      for (const keyId of keyIds) {
        if (told.length === KEYS_TOLD_MAX) return told
        told.push(keyId)
        this.urgent.delete(keyId)
        this.due.delete(keyId)
      }
    }
    return told
  }

  /** Notes every key that changed. */
  private look(now: Instant): void {
    this.keyCount = 0
    for (const service of this.pools.services()) {
      const circuitUntil = circuitReturnsAt(service.state.circuit, now)
      const revision = this.pools.revisionOf(service.id)
      const last = this.looks.get(service.id)
      if (last?.revision === revision && last.circuitUntil === circuitUntil && now < last.returnsAt) {
        this.keyCount += this.pools.keyCount(service.id)
        continue
      }
      const candidates = this.pools.keysOf(service.id)
      const row = this.rows.get(service.id) ?? []
      this.rows.set(service.id, row)
      row.length = candidates.length
      this.keyCount += candidates.length
      for (const [index, candidate] of candidates.entries()) {
        const there = row[index]
        const before = there?.key.id === candidate.key.id ? there : this.seen.get(candidate.key.id)
        row[index] = this.lookAt(candidate, before, circuitUntil, now)
      }
      const returnsAt = row.reduce((first, { until }) => Math.min(first, until ?? first), Number.POSITIVE_INFINITY)
      this.looks.set(service.id, { revision, circuitUntil, returnsAt })
    }
  }

  private lookAt(candidate: Candidate, before: Seen | undefined, circuitUntil: Instant | null, now: Instant): Seen {
    if (before && isSame(before, candidate, circuitUntil, now)) return before
    const { id } = candidate.key
    const { standing, until } = standingUntil(candidate, circuitUntil, now)
    if (before?.standing !== standing || before.circuitUntil !== circuitUntil) this.urgent.add(id)
    this.due.add(id)
    const seen = { ...candidate, standing, until, circuitUntil }
    this.seen.set(id, seen)
    return seen
  }

  private view(keyId: KeyId, now: Instant): KeyChange[] {
    const candidate = this.pools.find(keyId)
    if (!candidate) return []
    const { service } = candidate.key
    const { dayZone } = this.pools.policyOf(service)
    const circuitUntil = circuitReturnsAt(this.pools.stateOf(service).circuit, now)
    const standing = standingOf(candidate, circuitUntil, now)
    return [{ ...keyView(candidate, dayZone, circuitUntil, now), service, standing }]
  }

  private forgetGone(): KeyId[] {
    if (this.seen.size === this.keyCount) return []
    const there = new Set([...this.rows.values()].flatMap(row => row.map(({ key }) => key.id)))
    const gone = [...this.seen.keys()].filter(keyId => !there.has(keyId))
    for (const keyId of gone) {
      this.seen.delete(keyId)
      this.due.delete(keyId)
      this.urgent.delete(keyId)
    }
    return gone
  }
}

function isSame(before: Seen, { key, state, account }: Candidate, circuitUntil: Instant | null, now: Instant): boolean {
  const hasReturned = before.until !== null && before.until <= now
  return (
    before.state === state &&
    before.key === key &&
    before.account === account &&
    before.circuitUntil === circuitUntil &&
    !hasReturned
  )
}
