import type { SimulatedKey } from './vocabulary'

/** What an account has used of its minute and its day. */
export type Spent = { minute: Window; day: Window }
type Window = { used: number; endsAt: number }

export type Room = { kind: 'room' } | { kind: 'full'; window: 'minute' | 'day' }

/**
 * Counts what every account used, per model as the services do (Resend has none). A window begins with its first
 * request and ends `minuteMs` or `dayMs` later.
 */
export class Limits {
  readonly #minuteMs: number
  readonly #dayMs: number
  #spent = new Map<string, Spent>()

  constructor(minuteMs: number, dayMs: number) {
    this.#minuteMs = minuteMs
    this.#dayMs = dayMs
  }

  /** Turns over windows that have ended, and shows what is used now. */
  spent(key: SimulatedKey, model: string | null, now: number): Spent {
    const name = `${key.service}\n${key.account ?? key.secret}\n${model ?? ''}`
    let spent = this.#spent.get(name)
    if (!spent) {
      spent = { minute: { used: 0, endsAt: 0 }, day: { used: 0, endsAt: 0 } }
      this.#spent.set(name, spent)
    }
    turnOver(spent.minute, this.#minuteMs, now)
    turnOver(spent.day, this.#dayMs, now)
    return spent
  }

  clear(): void {
    this.#spent = new Map()
  }
}

/** Takes one request of `units` from an account's windows, or says which of them is full. */
export function takeRoom(key: SimulatedKey, spent: Spent, units: number): Room {
  if (key.perDay !== undefined && spent.day.used + units > key.perDay) return { kind: 'full', window: 'day' }
  if (key.perMinute !== undefined && spent.minute.used + 1 > key.perMinute) return { kind: 'full', window: 'minute' }
  spent.day.used += units
  spent.minute.used += 1
  return { kind: 'room' }
}

function turnOver(window: Window, lengthMs: number, now: number): void {
  if (window.endsAt > now) return
  window.used = 0
  window.endsAt = now + lengthMs
}
