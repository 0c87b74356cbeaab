import { EARLY_PROBE, type EarlyProbe, keysToProbe } from '@/lib/engine/early-probe'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from './pools'
import type { Clock, Probe } from './ports'

/** So many keys are looked at before others have their turn. */
const SLICE = 1000

type ProberPorts = {
  pools: Pools
  probe: Probe
  /** Whether the service's free probe counts against the limit that all its calls share. */
  meetsRateLimit(service: ServiceId): boolean
  now: Clock
}

/** Doubts what was only guessed: asks by the free probe, and brings back early what is found alive. */
export class EarlyProber {
  private readonly ports: ProberPorts
  private readonly probedAt = new Map<KeyId, number>()

  constructor(ports: ProberPorts) {
    this.ports = ports
  }

  /** One pass over every service. Resolves when its probes were answered; never rejects. */
  async look(): Promise<void> {
    const { pools, now } = this.ports
    const at = now()
    for (const [keyId, probedAt] of this.probedAt) {
      if (at - probedAt >= EARLY_PROBE.creditSpacingMs) this.probedAt.delete(keyId)
    }
    const passes: Promise<void>[] = []
    for (const { id } of pools.services()) {
      for (const probe of await this.dueOf(id, at)) passes.push(this.ask(id, probe))
    }
    await Promise.all(passes)
  }

  /** Only keys that rest or are out are asked; where they are many, the first of each slice make out the first of all. */
  private async dueOf(service: ServiceId, at: Instant): Promise<EarlyProbe[]> {
    const pool = this.ports.pools.watched(service)
    const dueOf = (keys: Candidate[]) => keysToProbe(keys, this.probedAt, this.ports.meetsRateLimit(service), at)
    const candidatesOf = (slots: number[]) => slots.map(slot => pool.at(slot)).filter(each => each !== null)
    const slots = pool.restingSlots(at)
    if (slots.length <= SLICE) return dueOf(candidatesOf(slots))
    const first: Candidate[] = []
    for (let from = 0; from < slots.length; from += SLICE) {
      const some = candidatesOf(slots.slice(from, from + SLICE))
      const due = new Set(dueOf(some).map(({ keyId }) => keyId))
      first.push(...some.filter(({ key }) => due.has(key.id)))
      await new Promise(resolve => setImmediate(resolve))
    }
    return dueOf(first)
  }

  private async ask(service: ServiceId, probe: EarlyProbe): Promise<void> {
    const { pools, now } = this.ports
    this.probedAt.set(probe.keyId, now())
    const life = await this.ports.probe(service, probe.keyId).catch(() => 'unknown')
    if (life !== 'alive') return
    if (probe.kind === 'rest') {
      pools.endRest(probe.keyId, probe.rest, 'the probe found it alive before its rest was over')
      return
    }
    // an operator, or a reset, may have been faster
    const state = pools.find(probe.keyId)?.state
    const isSame = state?.status === 'out-of-credit' && state.statusSince === probe.since
    if (isSame) pools.restore(probe.keyId, 'the probe found it alive: its credit is tried again')
  }
}
