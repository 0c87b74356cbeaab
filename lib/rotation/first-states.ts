import { copyKey } from '@/lib/engine/copy'
import { freshKey } from '@/lib/engine/fresh'
import type { KeyState } from '@/lib/engine/state'
import type { Instant } from '@/lib/engine/vocabulary'

/** The states with which keys come into a pool. */
export class FirstStates {
  private readonly fresh = new Map<string, { at: Instant; state: KeyState }>()

  /** @param remembered what a store kept; `null`: nobody has used the key yet */
  of(remembered: KeyState | null, dayZone: string, now: Instant): KeyState {
    return remembered === null ? this.unused(dayZone, now) : idle(remembered)
  }

  /** One state for all keys nobody has used yet: of 100,000 most are such, and states are never edited. */
  private unused(dayZone: string, now: Instant): KeyState {
    const known = this.fresh.get(dayZone)
    if (known && known.at <= now && now < known.state.day.resetAt) return known.state
    const state = freshKey(dayZone, now)
    this.fresh.set(dayZone, { at: now, state })
    return state
  }
}

/** Leases in flight died with their process. */
function idle(state: KeyState): KeyState {
  const copy = copyKey(state)
  copy.inFlight = 0
  copy.inFlightUnits = 0
  return copy
}
