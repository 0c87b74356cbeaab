import type { Examination } from '@/lib/contract/key-test'
import type { CheckRun, KeyChecks } from '@/lib/control/context'
import { type KeyId, SECOND_MS, type ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { Clock } from '@/lib/rotation/ports'
import type { KeyCheck } from '@/lib/store/key-checks'

/** Between the starts of two probes of one service: whoever has a thousand keys must not look like an attack. */
const SPACING_MS = SECOND_MS / 4
/** The same where the probe counts against the rate limit that traffic needs. */
const LIMITED_SPACING_MS = 2 * SECOND_MS
/** Results wait this long for others to be written with. */
const SAVE_MS = SECOND_MS / 2

type CheckerPorts = {
  pools: Pools
  /** Asks about a key's own secret; `null` where this process has none. */
  examine(keyId: KeyId): Promise<Examination | null>
  /** Whether the service's free probe counts against the limit that all its calls share. */
  meetsRateLimit(service: ServiceId): boolean
  save(checks: readonly KeyCheck[]): Promise<void>
  now: Clock
  report(error: unknown): void
}

type Run = CheckRun & { keyIds: ReadonlyMap<ServiceId, readonly KeyId[]>; stop: AbortController }

const UNKNOWN: Examination = { life: 'unknown', outcome: null, status: null, durationMs: 0 }

/**
 * Asks the upstreams about all keys, or all of a service, one run at a time: each service in its own lane, one probe
 * after another and spaced out. A key found refused goes out and is confirmed as after a refused request; one that is
 * out of credit and found alive returns; any other that is out is only reported.
 */
export class KeyChecker implements KeyChecks {
  private run: Run | null = null
  private running: Promise<void> = Promise.resolve()
  /** The newest of each key: the database takes each once. */
  private unsaved = new Map<KeyId, KeyCheck>()
  private savedAt = 0

  constructor(
    private readonly ports: CheckerPorts,
    private readonly spacing = { usualMs: SPACING_MS, limitedMs: LIMITED_SPACING_MS },
  ) {}

  /** The run that is under way, or the last one; `null`: none since this process started. */
  current(): CheckRun | null {
    return this.run
  }

  /** How many keys a run would ask about. */
  count(service: ServiceId | null): number {
    return [...this.keysOf(service).values()].reduce((sum, ids) => sum + ids.length, 0)
  }

  /** @returns `null` when a run is under way already */
  begin({ service, startedBy }: { service: ServiceId | null; startedBy: string | null }): CheckRun | null {
    if (this.run?.state === 'running') return null
    const keyIds = this.keysOf(service)
    const total = [...keyIds.values()].reduce((sum, ids) => sum + ids.length, 0)
    const begun = { service, startedBy, startedAt: this.ports.now(), endedAt: null, state: 'running' as const }
    const run: Run = { ...begun, total, alive: 0, rejected: 0, unknown: 0, keyIds, stop: new AbortController() }
    this.run = run
    this.running = this.follow(run).catch(this.ports.report)
    return run
  }

  /** Ends the run under way; probes already sent are still answered. @returns whether there was one */
  cancel(): boolean {
    if (this.run?.state !== 'running') return false
    this.run.stop.abort()
    return true
  }

  /** Resolves when no run is under way and what it found is written. */
  idle(): Promise<void> {
    return this.running
  }

  private keysOf(service: ServiceId | null): Map<ServiceId, KeyId[]> {
    const { pools } = this.ports
    const meant = pools.services().filter(({ id }) => service === null || id === service)
    return new Map(meant.map(({ id }) => [id, pools.keysOf(id).map(({ key }) => key.id)]))
  }

  private async follow(run: Run): Promise<void> {
    try {
      await Promise.all([...run.keyIds].map(([service, keyIds]) => this.lane(run, service, keyIds)))
    } catch (error) {
      run.stop.abort()
      this.ports.report(error)
    }
    await this.save()
    run.endedAt = this.ports.now()
    run.state = run.stop.signal.aborted ? 'cancelled' : 'done'
  }

  private async lane(run: Run, service: ServiceId, keyIds: readonly KeyId[]): Promise<void> {
    const spacingMs = this.ports.meetsRateLimit(service) ? this.spacing.limitedMs : this.spacing.usualMs
    for (const [index, keyId] of keyIds.entries()) {
      if (run.stop.signal.aborted) return
      const startedAt = performance.now()
      await this.check(run, keyId)
      if (performance.now() - this.savedAt >= SAVE_MS) await this.save()
      const isLast = index === keyIds.length - 1
      if (!isLast) await pause(spacingMs - (performance.now() - startedAt), run.stop.signal)
    }
  }

  private async check(run: Run, keyId: KeyId): Promise<void> {
    const { pools, examine, now } = this.ports
    const before = pools.find(keyId)
    const examination = (before && (await examine(keyId).catch(() => null))) ?? UNKNOWN
    run[examination.life] += 1
    const after = pools.find(keyId)
    // removed, or given another secret, while we asked: the answer speaks of neither
    if (!before || after?.key.masked !== before.key.masked) return
    this.unsaved.set(keyId, { ...examination, keyId, at: now() })
    const { life, outcome } = examination
    if (life === 'rejected') pools.refuse(keyId, outcome === 'key-suspended' ? 'suspended' : 'rejected')
    const isOutOfCredit = after.state.status === 'out-of-credit' && after.state.statusSince === before.state.statusSince
    if (life === 'alive' && isOutOfCredit) pools.restore(keyId, 'a check found it alive: its credit is tried again')
  }

  private async save(): Promise<void> {
    this.savedAt = performance.now()
    const checks = this.unsaved
    this.unsaved = new Map()
    try {
      await this.ports.save([...checks.values()])
    } catch (error) {
      this.unsaved = new Map([...checks, ...this.unsaved])
      this.ports.report(error)
    }
  }
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      stopped.removeEventListener('abort', done)
      resolve()
    }
    stopped.addEventListener('abort', done)
  })
}
