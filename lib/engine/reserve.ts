import { copyAccount, copyKey } from './copy'
import type { Lease } from './lease'
import { addToMinute, rollDay } from './quota'
import type { AccountState, KeyState } from './state'
import { advanceVirtualTime } from './strategies'
import type { Instant, Key } from './vocabulary'

/** A key with one more lease out. @param order the pool's next lease order */
export function reserveKey(
  state: KeyState,
  key: Key,
  units: number,
  zone: string,
  order: number,
  poolVirtualTime: number,
  now: Instant,
): KeyState {
  const reserved = copyKey(state)
  take(reserved, units, zone, now)
  if (key.minuteLimit !== null) reserved.minute = addToMinute(reserved.minute, now, 1)
  reserved.lastLeasedAt = now
  reserved.leaseOrder = order
  reserved.virtualTime = advanceVirtualTime(state, key.weight, poolVirtualTime)
  return reserved
}

/** An account with one more lease out. */
export function reserveAccount(state: AccountState, units: number, zone: string, now: Instant): AccountState {
  const reserved = copyAccount(state)
  take(reserved, units, zone, now)
  // whatever this key's own limit: another key of the account may state one
  reserved.minute = addToMinute(reserved.minute, now, 1)
  return reserved
}

/** What a lease had reserved, given back without counting anything: it expired. */
export function giveBackKey(state: KeyState, lease: Lease): KeyState {
  return shift(copyKey(state), -1, lease)
}

/** The same of a lease's account. */
export function giveBackAccount(state: AccountState, lease: Lease): AccountState {
  return shift(copyAccount(state), -1, lease)
}

/** An expired lease ends after all: it is reserved again so that settling can give it back. */
export function reserveKeyAgain(state: KeyState, lease: Lease): KeyState {
  return shift(copyKey(state), 1, lease)
}

/** The same of a lease's account. */
export function reserveAccountAgain(state: AccountState, lease: Lease): AccountState {
  return shift(copyAccount(state), 1, lease)
}

/** The minute counts requests when they leave; the day counts units when they are used. */
function take(copy: KeyState | AccountState, units: number, zone: string, now: Instant): void {
  copy.day = rollDay(copy.day, now, zone)
  copy.inFlight++
  copy.inFlightUnits += units
}

function shift<T extends KeyState | AccountState>(copy: T, by: 1 | -1, lease: Lease): T {
  copy.inFlight = Math.max(0, copy.inFlight + by)
  copy.inFlightUnits = Math.max(0, copy.inFlightUnits + by * lease.units)
  return copy
}
