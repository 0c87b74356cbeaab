import type { Fault, FaultKind, SimulatedService } from './vocabulary'

type Entry = { fault: Fault; left: number; until: number }

/** The faults in force, oldest first. */
export class FaultBook {
  #entries: Entry[] = []

  add(fault: Fault, now: number): void {
    const until = fault.forMs === undefined ? Number.POSITIVE_INFINITY : now + fault.forMs
    this.#entries.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY, until })
  }

  /** The first fault that fits, with one of its times used up. */
  take(
    service: SimulatedService,
    secret: string,
    model: string | null,
    now: number,
    canHave: (kind: FaultKind) => boolean,
  ): Fault | null {
    if (this.#entries.length === 0) return null
    const entry = this.#entries.find(
      ({ fault, until }) => until > now && fits(fault, service, secret, model) && canHave(fault.kind),
    )
    if (!entry) return null
    entry.left -= 1
    if (entry.left <= 0) this.#entries.splice(this.#entries.indexOf(entry), 1)
    return entry.fault
  }

  clear(filter: { service?: SimulatedService | undefined; secret?: string | undefined } = {}): void {
    this.#entries = this.#entries.filter(
      ({ fault }) =>
        (filter.service !== undefined && fault.service !== filter.service) ||
        (filter.secret !== undefined && fault.secret !== filter.secret),
    )
  }

  list(now: number): Fault[] {
    this.#entries = this.#entries.filter(entry => entry.until > now)
    return this.#entries.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault))
  }
}

function fits(fault: Fault, service: SimulatedService, secret: string, model: string | null): boolean {
  if (fault.service !== service) return false
  if (fault.secret !== undefined && fault.secret !== secret) return false
  return fault.model === undefined || fault.model === model
}
