import { hearDay } from '@/lib/engine/heard'
import type { KeyId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { RawSession } from '@/lib/store/session'
import { readDays, type SavedKeyState } from '@/lib/store/states'

/** Keys looked up at once; the others have their turn at the next looks. */
const LOOKED_UP_MAX = 500

/**
 * Keys with a daily limit that several processes use: each adds what it used to the database, and takes from there what
 * all used together. So a limit is overstepped by what the others used within a second, and no more.
 */
export class SharedDays {
  private readonly used = new Set<KeyId>()

  constructor(private readonly pools: Pools) {}

  /** Keys whose states changed here: they may be in use elsewhere too. */
  note(changed: readonly SavedKeyState[]): void {
    for (const { keyId } of changed) {
      const limit = this.pools.find(keyId)?.key.dailyLimit ?? null
      if (limit !== null) this.used.add(keyId)
    }
  }

  /** Takes over what was used of the keys noted since the last look. */
  async look(store: RawSession): Promise<void> {
    const keyIds = [...this.used].slice(0, LOOKED_UP_MAX)
    for (const keyId of keyIds) this.used.delete(keyId)
    for (const [keyId, day] of await readDays(store, keyIds)) this.pools.hear(keyId, state => hearDay(state, day))
  }
}
