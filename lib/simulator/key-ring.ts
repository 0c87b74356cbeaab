import { maskForHeader } from './mask'
import type { SimulatedKey, SimulatedService } from './vocabulary'

/** A key the simulator knows, with the masked form for its answers made once. */
export type Known = { key: SimulatedKey; shown: string; isDeclared: boolean }

/** The keys the simulated services would accept. */
export class KeyRing {
  readonly #byService = new Map<SimulatedService, Map<string, Known>>()
  readonly #acceptsAny: boolean

  constructor(keys: readonly SimulatedKey[], acceptsAny: boolean) {
    this.#acceptsAny = acceptsAny
    for (const key of keys) this.set(key)
  }

  set(key: SimulatedKey, isDeclared = true): Known {
    const known = { key, shown: maskForHeader(key.secret), isDeclared }
    this.#of(key.service).set(key.secret, known)
    return known
  }

  remove(service: SimulatedService, secret: string): void {
    this.#of(service).delete(secret)
  }

  find(service: SimulatedService, secret: string): Known | null {
    const known = this.#of(service).get(secret)
    if (known) return known
    return this.#acceptsAny ? this.set({ service, secret }, false) : null
  }

  /** The service that a secret was declared for. */
  owner(secret: string): SimulatedService | null {
    for (const [service, keys] of this.#byService) if (keys.get(secret)?.isDeclared) return service
    return null
  }

  #of(service: SimulatedService): Map<string, Known> {
    const keys = this.#byService.get(service) ?? new Map<string, Known>()
    this.#byService.set(service, keys)
    return keys
  }
}
