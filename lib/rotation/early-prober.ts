import { EARLY_PROBE, type EarlyProbe, keysToProbe } from '@/lib/engine/early-probe'
import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from './pools'
import type { Clock, Probe } from './ports'

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
    const { pools, meetsRateLimit, now } = this.ports
    const at = now()
    for (const [keyId, probedAt] of this.probedAt) {
      if (at - probedAt >= EARLY_PROBE.creditSpacingMs) this.probedAt.delete(keyId)
    }
    const passes = pools.services().map(({ id }) => {
      const due = keysToProbe(pools.keysOf(id), this.probedAt, meetsRateLimit(id), at)
      return due.map(probe => this.ask(id, probe))
    })
    await Promise.all(passes.flat())
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
