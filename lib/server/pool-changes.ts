import { KEY_STANDINGS } from '@/lib/contract/key-page'
import type { TallyFrame } from '@/lib/control/service-tally'
import { standingUntil } from '@/lib/control/standing'
import type { Instant, KeyId } from '@/lib/engine/vocabulary'
import type { WatchedPool } from '@/lib/rotation/pool'

const NEVER = Number.POSITIVE_INFINITY
/** Before any revision. */
const NONE_SEEN = -1

/** Who hears of keys that changed, and of keys that went. */
export type ChangeHearer = {
  /** @param isOtherwise it stands otherwise than before */
  changed(keyId: KeyId, isOtherwise: boolean): void
  gone(keyId: KeyId): void
}

/** One service's part of a `KeyWatch`: what its keys were when last looked at. */
export class PoolChanges {
  private revision = NONE_SEEN
  private circuitUntil: Instant | null = null
  /** Slots that changed, and slots that may stand otherwise though nothing happened to them. */
  private changed: number[] = []
  private readonly doubted: number[] = []
  private readonly keyIds: (KeyId | undefined)[] = []
  /** Of each slot: 1 and more for how its key stood, in the order of `KEY_STANDINGS`; 0: it was free. */
  private kinds = new Uint8Array(0)
  /** When it returns by itself. */
  private untils = new Float64Array(0)

  constructor(private readonly pool: WatchedPool) {}

  /** Looks at so many of the keys that changed, or returned. @returns whether others wait still */
  look(frame: TallyFrame, most: number, hearer: ChangeHearer): boolean {
    if (this.circuitUntil !== frame.circuitUntil) this.doubtAll()
    this.circuitUntil = frame.circuitUntil
    if (this.changed.length + this.doubted.length === 0) this.noteChanged(frame.now)
    for (let left = most; left > 0; left--) {
      const changed = this.changed.pop()
      const slot = changed ?? this.doubted.pop()
      if (slot === undefined) break
      this.lookAt(slot, frame, hearer, changed !== undefined)
    }
    return this.changed.length + this.doubted.length > 0
  }

  /** What concerns every key happened: the circuit, or a clock that went back. */
  doubtAll(): void {
    this.doubted.length = 0
    for (let slot = 0; slot < this.keyIds.length; slot++) this.doubted.push(slot)
  }

  private noteChanged(now: Instant): void {
    const { slots, accounts } = this.pool.changesSince(this.revision)
    this.revision = this.pool.revision
    this.changed = slots
    for (const account of accounts) for (const slot of this.pool.slotsOfAccount(account)) this.changed.push(slot)
    for (let slot = 0; slot < this.untils.length; slot++)
      if ((this.untils[slot] ?? NEVER) <= now) this.doubted.push(slot)
  }

  private lookAt(slot: number, { circuitUntil, now }: TallyFrame, hearer: ChangeHearer, isChanged: boolean): void {
    if (slot >= this.kinds.length) this.grow(slot + 1)
    const seated = this.pool.at(slot)
    const before = this.keyIds[slot]
    if (before !== undefined && before !== seated?.key.id) {
      hearer.gone(before)
      this.kinds[slot] = 0
    }
    this.keyIds[slot] = seated?.key.id
    const wasUntil = this.untils[slot]
    this.untils[slot] = NEVER
    if (seated === null) return
    const { standing, until } = standingUntil(seated, circuitUntil, now)
    const kind = 1 + KEY_STANDINGS.indexOf(standing)
    const isOtherwise = this.kinds[slot] !== kind
    this.kinds[slot] = kind
    this.untils[slot] = until ?? NEVER
    if (isChanged || isOtherwise || this.untils[slot] !== wasUntil) hearer.changed(seated.key.id, isOtherwise)
  }

  private grow(slotCount: number): void {
    const size = Math.max(slotCount, 2 * this.kinds.length)
    const kinds = new Uint8Array(size)
    kinds.set(this.kinds)
    const untils = new Float64Array(size).fill(NEVER)
    untils.set(this.untils)
    this.kinds = kinds
    this.untils = untils
  }
}
