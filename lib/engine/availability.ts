import type { Unavailability } from './lease'
import { minuteRoomAt } from './quota'
import type { AccountState, KeyState } from './state'
import type { Cooldown, Instant, Key } from './vocabulary'

/** What a request asks of a key. `units` counts in the service's unit. */
export type Wanted = { model: string | null; units: number }

/**
 * Why a key may not work now for a request, or `null` when it may. Of several reasons, the one that ends last: the
 * key is free from its `until` on, unless something happens before. The service's circuit is asked elsewhere.
 */
export function unavailability(
  key: Key,
  state: KeyState,
  account: AccountState | null,
  wanted: Wanted,
  now: Instant,
): Unavailability | null {
  if (state.status !== 'active') return { reason: state.status, until: null }
  if (key.expiresAt !== null && now >= key.expiresAt) return { reason: 'expired', until: null }
  if (wanted.model !== null && key.models !== null && !key.models.includes(wanted.model)) {
    return { reason: 'model-not-allowed', until: null }
  }
  let worst = later(null, longestRest(state.cooldowns, wanted.model, now))
  if (account) worst = later(worst, longestRest(account.cooldowns, wanted.model, now))
  worst = later(worst, fullWindow(key, state, wanted.units, now))
  if (account) worst = later(worst, fullWindow(key, account, wanted.units, now))
  return worst
}

/** A cooldown that covers a request for this model and ends last. A model's rest covers that model alone. */
function longestRest(cooldowns: readonly Cooldown[], model: string | null, now: Instant): Unavailability | null {
  let longest: Cooldown | null = null
  for (const cooldown of cooldowns) {
    if (cooldown.until <= now || (cooldown.model !== null && cooldown.model !== model)) continue
    if (longest === null || cooldown.until > longest.until) longest = cooldown
  }
  return longest && { reason: longest.reason, until: longest.until }
}

type Counted = Pick<KeyState, 'day' | 'minute' | 'tokenMinute' | 'inFlight' | 'inFlightUnits'>

/** A quota window without room for this many units, in-flight leases counted; the one that has room last. */
export function fullWindow(key: Key, counted: Counted, units: number, now: Instant): Unavailability | null {
  let worst: Unavailability | null = null
  if (key.concurrencyLimit !== null && counted.inFlight >= key.concurrencyLimit) {
    worst = { reason: 'concurrency-limit', until: null }
  }
  if (key.dailyLimit !== null) {
    const used = now < counted.day.resetAt ? counted.day.used : 0
    const until = now < counted.day.resetAt ? counted.day.resetAt : null
    if (used + counted.inFlightUnits + units > key.dailyLimit) worst = later(worst, { reason: 'daily-limit', until })
  }
  if (key.minuteLimit !== null) {
    const roomAt = minuteRoomAt(counted.minute, key.minuteLimit, 1, now)
    if (roomAt > now) worst = later(worst, { reason: 'minute-limit', until: roomAt })
  }
  if (key.tokenMinuteLimit !== null) {
    const roomAt = minuteRoomAt(counted.tokenMinute, key.tokenMinuteLimit, 1, now)
    if (roomAt > now) worst = later(worst, { reason: 'token-limit', until: roomAt })
  }
  return worst
}

function later(a: Unavailability | null, b: Unavailability | null): Unavailability | null {
  if (a === null || b === null) return a ?? b
  return (a.until ?? Number.POSITIVE_INFINITY) >= (b.until ?? Number.POSITIVE_INFINITY) ? a : b
}
