import type { KeyChange, LiveChange } from '@/lib/contract/live'
import { keyView } from '@/lib/control/key-view'
import { standingOf } from '@/lib/control/standing'
import { frameOf } from '@/lib/control/tally-memory'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type ChangeHearer, PoolChanges } from './pool-changes'

/** Keys told at once; about 1 kB each. More than a screen shows, and a bound whatever happens. */
const KEYS_TOLD_MAX = 50

/** So many keys are looked at before others have their turn: about a millisecond. */
const SLICE = 1000

type KeysChanged = Pick<LiveChange, 'keys' | 'removedKeyIds' | 'hasMoreKeys'>

/**
 * Tells which keys changed since the last look: of each pool those that did, and those that time brought back, are looked
 * at, and no others. Keys that stand otherwise than before are told first; when more changed than are told, the rest have
 * their turn at the next looks.
 */
export class KeyWatch {
  private readonly watched = new Map<ServiceId, PoolChanges>()
  private seenAt: Instant = 0
  /** Keys that changed and were not told yet; of them, those that stand otherwise than before. */
  private readonly due = new Set<KeyId>()
  private readonly urgent = new Set<KeyId>()
  private readonly gone = new Set<KeyId>()
  private readonly hearer: ChangeHearer = {
    changed: (keyId, isOtherwise) => {
      this.due.add(keyId)
      if (isOtherwise) this.urgent.add(keyId)
    },
    gone: keyId => this.gone.add(keyId),
  }

  constructor(private readonly pools: Pools) {}

  /** Looks at most of what changed, leaving others their turn after each slice: `changes` has little left to do then. */
  async catchUp(now: () => Instant, pause: () => Promise<unknown>): Promise<void> {
    for (const { id } of this.pools.services()) {
      while (this.look(id, now(), SLICE)) await pause()
    }
  }

  /** Takes what is there as known. */
  begin(now: Instant): void {
    this.lookAtAll(now)
    this.due.clear()
    this.urgent.clear()
    this.gone.clear()
  }

  /** What changed since the last look, or was left over from it. */
  changes(now: Instant): KeysChanged {
    this.lookAtAll(now)
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

  private lookAtAll(now: Instant): void {
    for (const { id } of this.pools.services()) {
      // what waited from before, then what changed meanwhile
      this.look(id, now, Number.POSITIVE_INFINITY)
      this.look(id, now, Number.POSITIVE_INFINITY)
    }
  }

  private look(service: ServiceId, now: Instant, most: number): boolean {
    // a clock that went back: what had ended may not have
    if (now < this.seenAt) for (const each of this.watched.values()) each.doubtAll()
    this.seenAt = now
    const known = this.watched.get(service) ?? new PoolChanges(this.pools.watched(service))
    this.watched.set(service, known)
    return known.look(frameOf(this.pools, service, now), most, this.hearer)
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
    // one that came back is at another place
    const gone = [...this.gone].filter(keyId => this.pools.find(keyId) === null)
    this.gone.clear()
    for (const keyId of gone) {
      this.due.delete(keyId)
      this.urgent.delete(keyId)
    }
    return gone
  }
}
