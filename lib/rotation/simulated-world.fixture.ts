import { CIRCUIT } from '@/lib/engine/defaults'
import { DEFAULT_POLICY, type ServicePolicy } from '@/lib/engine/policy'
import type { Candidate } from '@/lib/engine/select'
import type { AccountState, Circuit, KeyState } from '@/lib/engine/state'
import {
  DAY_MS,
  type Event,
  HOUR_MS,
  type Instant,
  type Key,
  type KeyId,
  MINUTE_MS,
  type Outcome,
  SECOND_MS,
  type ServiceId,
  STRATEGIES,
} from '@/lib/engine/vocabulary'
import {
  CircuitLog,
  dayAfter,
  isConsuming,
  isResting,
  isSuccess,
  LeaseLog,
  mayWork,
  type NaiveLease,
  type Wish,
} from './naive-model.fixture'
import { Pools } from './pools'
import {
  type Counted,
  choiceIsTrue,
  conservesCounts,
  countsResting,
  hasSureRoom,
  holdsLeases,
  isBestOf,
  keepsRests,
  keepsStatus,
  same,
  snapshotOf,
  staysWithinQuota,
} from './promises.fixture'
import { aKey, MODELS, OUTCOMES, OVERLOADED, pick, SERVICES, START, type Step } from './random-traffic.fixture'

/** Random traffic on real pools beside the naive model; every step checks what must always hold. */
export class SimulatedWorld {
  private now: Instant = START
  private pools: Pools
  private events: Event[] = []
  private leases: NaiveLease[] = []
  private keyCount = 0
  /** While an upstream is down, most attempts fail alike. */
  private isDown = false
  private readonly keys = new Map<KeyId, Key>()
  private readonly stored = { keys: new Map<KeyId, KeyState>(), accounts: new Map<string, AccountState>() }
  private readonly policies = new Map<ServiceId, ServicePolicy>(SERVICES.map(id => [id, DEFAULT_POLICY]))
  private readonly counts = new Map<KeyId, Counted>()
  private readonly log = new LeaseLog()
  private readonly circuits = new Map<ServiceId, CircuitLog>(SERVICES.map(id => [id, new CircuitLog()]))

  constructor(seeds: readonly number[]) {
    this.pools = this.emptyPools()
    for (const seed of seeds) this.add(seed)
  }

  /** What whoever looks on sees: after a restart these are other pools. */
  standing(): { pools: Pools; now: Instant } {
    return { pools: this.pools, now: this.now }
  }

  run({ kind, a, b, c }: Step): void {
    const before = this.snapshot()
    this.events = []
    switch (kind) {
      case 'lease':
        this.lease(pick(SERVICES, a), pick(MODELS, b), c)
        break
      case 'settle':
        if (this.leases.length > 0) this.settle(a % this.leases.length, b, c)
        break
      case 'wait':
        this.now += pick([0, 1, 700, 5 * SECOND_MS, 20 * SECOND_MS, 61 * SECOND_MS, 5 * MINUTE_MS, 16 * MINUTE_MS], a)
        break
      case 'jump':
        this.now += pick([-SECOND_MS, -40 * SECOND_MS, -HOUR_MS, -DAY_MS, HOUR_MS, DAY_MS, 9 * DAY_MS, -9 * DAY_MS], a)
        for (const log of this.circuits.values()) log.clockJumped()
        break
      case 'outage':
        this.isDown = !this.isDown
        break
      default:
        this.operate(kind, a, c)
    }
    this.log.clockMoved(this.now)
    this.check(before, kind)
  }

  private operate(kind: Exclude<Step['kind'], 'lease' | 'settle' | 'wait' | 'jump' | 'outage'>, a: number, c: number) {
    const service = pick(SERVICES, a)
    if (kind === 'policy') return this.setPolicy(service, c)
    if (kind === 'restart') return this.restart()
    if (kind === 'expire') return this.expire()
    if (kind === 'add') return this.keys.size < 9 ? this.add(c) : undefined
    if (this.keys.size === 0) return
    const key = pick([...this.keys.values()], a)
    switch (kind) {
      case 'pause':
        return this.pools.decideStatus(key.id, { status: 'paused', statusReason: 'paused by ada', statusSince: 0 })
      case 'enable':
        if (this.pools.find(key.id)?.state.status !== 'paused') return
        return this.pools.decideStatus(key.id, { status: 'active', statusReason: null, statusSince: null })
      case 'restore':
        return this.pools.restore(key.id, 'probe')
      case 'reset':
        return this.reset(pick([{}, { service }, { keyId: key.id }], c))
      case 'change':
        return this.change({ ...aKey(0, c), id: key.id, service: key.service, name: key.name, masked: key.masked })
      case 'remove':
        return this.remove(key.id)
    }
  }

  private lease(service: ServiceId, model: string | null, seed: number): void {
    const mine = [...this.snapshot().values()].filter(({ key }) => key.service === service)
    const tried = seed % 4 === 0 ? mine.filter((_, index) => (seed >> 3) & (1 << index)).map(({ key }) => key.id) : []
    const wish: Wish = { model, units: pick([1, 1, 1, 3], seed >> 1), excluded: new Set(tried) }
    const { circuit } = this.pools.stateOf(service)
    const lease = this.pools.lease(service, wish)
    const allowed = mine.filter(candidate => mayWork(candidate, wish, this.now) && this.hasMinute(candidate.key))
    if ('kind' in lease) {
      if (lease.cause === 'service-down' && circuit.kind !== 'closed') return
      const sure = allowed.find(({ key }) => hasSureRoom(key))
      same(sure?.key.id, undefined, `a key that may work, though ${service} is exhausted`)
      return
    }
    const chosen = mine.find(({ key }) => key.id === lease.keyId)
    if (chosen === undefined) throw new Error(`${lease.keyId} is not a key of ${service}`)
    isBestOf(allowed, chosen, this.pools.policyOf(service).strategy, this.now)
    choiceIsTrue(mine, lease, wish, this.now)
    this.checkTrial(circuit, lease, tried.length > 0)
    this.leases.push({ lease, account: chosen.key.account, isExpired: false })
    this.log.add(ownersOf(chosen.key), this.now)
    for (const leased of snapshotOf(this.pools, [lease.keyId]).values()) staysWithinQuota(leased, this.now)
  }

  /** While a circuit is not closed one trial may be out, not before its time; a request under way passes it. */
  private checkTrial(before: Circuit, lease: NaiveLease['lease'], isUnderWay: boolean): void {
    same(lease.isTrial || lease.isPassing, before.kind !== 'closed', `lease ${lease.id} is a trial`)
    same(lease.isPassing && !isUnderWay, false, `lease ${lease.id} is of a request under way`)
    if (before.kind === 'closed' || !lease.isTrial) return
    const { circuit } = this.pools.stateOf(lease.service)
    same(circuit.kind === 'half-open' && circuit.trialLeaseId, lease.id, 'the lease of the trial')
    const at = before.kind === 'open' ? before.until : before.trialAt === null ? this.now : before.trialAt + MINUTE_MS
    const longestMs = before.kind === 'open' ? CIRCUIT.openCapMs : CIRCUIT.trialMs
    const isDue = this.now >= at || at - this.now > longestMs
    same(isDue, true, `a trial at ${this.now} of a circuit shut until ${at}`)
  }

  private settle(index: number, chance: number, seed: number): void {
    const [naive] = this.leases.splice(index, 1)
    if (naive === undefined) return
    const { lease } = naive
    const judged = this.isDown && chance % 4 > 0 ? OVERLOADED : pick(OUTCOMES, chance)
    const hintUntil = seed % 3 === 0 ? this.now + pick([-5, 0, 3, 90, 7200], seed >> 2) * SECOND_MS : null
    const outcome: Outcome = { ...judged, rule: 'test', status: null, hintUntil, isAmbiguous: false, learned: [] }
    const { circuit } = this.pools.stateOf(lease.service)
    const before = this.pools.find(lease.keyId)
    const usage = { tokensIn: seed % 50, tokensOut: 0, costUsd: 0 }
    this.pools.settle(lease, outcome, usage)
    same(
      isRefused(() => this.pools.settle(lease, outcome, usage)),
      true,
      'a second settle is refused',
    )
    const after = this.pools.find(lease.keyId)
    if (before === null || after === null) return
    this.count(lease.keyId, outcome)
    this.checkCircuit(naive, outcome, circuit)
    this.checkEffect(naive, outcome, before, after)
  }

  private checkEffect({ lease, account }: NaiveLease, outcome: Outcome, before: Candidate, after: Candidate): void {
    const day = dayAfter(before.state.day, this.now, isConsuming(outcome) ? lease.units : 0)
    same(after.state.day.used, day.used, `${lease.keyId}: used today`)
    same(after.state.day.resetAt, day.resetAt, `${lease.keyId}: end of its day`)
    if (outcome.kind === 'key-rejected' && before.state.status === 'active') {
      same(after.state.status, 'rejected', `${lease.keyId}: status`)
    }
    const { hintUntil } = outcome
    if (outcome.kind !== 'rate-limited' || hintUntil === null || hintUntil <= this.now) return
    // A key that changed its account since answers for the account it was leased under.
    if (account !== after.key.account) return
    const rests = [...after.state.cooldowns, ...(after.account?.cooldowns ?? [])]
    const isKept = rests.some(rest => isResting(rest, lease.model, hintUntil - 1))
    same(isKept, true, `${lease.keyId}: rests until its hint`)
  }

  private checkCircuit({ lease }: NaiveLease, outcome: Outcome, before: Circuit): void {
    const { circuit } = this.pools.stateOf(lease.service)
    const log = this.circuitLog(lease.service)
    const judged = { at: this.now, keyId: lease.keyId, cause: outcome.kind, isFailed: outcome.blame === 'service' }
    if (before.kind === 'closed') {
      if (outcome.kind !== 'aborted') log.hear(lease.id, judged)
      const opens = log.opens(judged, lease.id, this.pools.keyCount(lease.service))
      if (opens !== 'may') same(circuit.kind, opens === 'must' ? 'open' : 'closed', `circuit of ${lease.service}`)
    } else if (circuit !== before) {
      const isItsTrial = before.kind === 'half-open' && before.trialLeaseId === lease.id && lease.isTrial
      same(
        isItsTrial || (lease.isPassing && circuit.kind === 'closed'),
        true,
        `only its trial moves the circuit of ${lease.service}`,
      )
    }
    if (before.kind !== 'closed' && circuit.kind === 'closed') {
      same(judged.isFailed || outcome.kind === 'aborted', false, `a ${outcome.kind} closes the circuit`)
      log.clear(lease.id)
    }
    if (circuit.kind === 'open') log.clear(0)
  }

  private check(before: ReadonlyMap<KeyId, Candidate>, kind: Step['kind']): void {
    const after = this.snapshot()
    holdsLeases(this.pools, after.values(), this.leases)
    if (kind !== 'jump') countsResting(this.pools, SERVICES, this.now)
    for (const [keyId, is] of after) {
      conservesCounts(is, this.counts.get(keyId))
      const was = before.get(keyId)
      if (was === undefined || kind === 'reset') continue
      if (kind !== 'enable' && kind !== 'restore' && kind !== 'pause') keepsStatus(was, is)
      keepsRests(was, is, this.events, this.now)
    }
  }

  /** Another process: only what was handed to the store is known. */
  private restart(): void {
    this.store()
    const before = this.snapshot()
    this.leases = []
    this.pools = this.emptyPools()
    for (const key of this.keys.values()) this.pools.addKey({ key, state: this.stored.keys.get(key.id) ?? null })
    for (const [name, state] of this.stored.accounts) {
      const [service = '', account = ''] = name.split('/')
      this.pools.setAccount({ service, account, state })
      // An account without keys is not remembered over a restart.
      if (![...this.keys.values()].some(key => accountName(key) === name)) this.log.forget(name)
    }
    for (const [keyId, { state }] of this.snapshot()) {
      const was = before.get(keyId)?.state
      if (was === undefined || !this.stored.keys.has(keyId)) continue
      const kept = { ...was, day: dayAfter(was.day, this.now, 0), inFlight: 0, inFlightUnits: 0 }
      same(JSON.stringify(state), JSON.stringify(kept), `${keyId} after a restart`)
    }
    for (const log of this.circuits.values()) log.clear(0)
  }

  private store(): void {
    const { keys, accounts } = this.pools.takeChanged()
    for (const { keyId, state } of keys) this.stored.keys.set(keyId, state)
    for (const { service, account, state } of accounts) this.stored.accounts.set(`${service}/${account}`, state)
  }

  private expire(): void {
    this.pools.expireLeases()
    for (const naive of this.leases) if (naive.lease.expiresAt <= this.now) naive.isExpired = true
  }

  private reset(selection: { service?: ServiceId; keyId?: KeyId }): void {
    this.pools.reset(selection)
    const service = selection.keyId === undefined ? selection.service : this.keys.get(selection.keyId)?.service
    for (const [id, log] of this.circuits) {
      if ((service ?? id) === id && this.pools.keyCount(id) > 0) log.clear(0)
    }
  }

  private count(keyId: KeyId, outcome: Outcome): void {
    const counted = this.counts.get(keyId) ?? { successes: 0, failures: 0 }
    const name = isSuccess(outcome) ? 'successes' : 'failures'
    this.counts.set(keyId, { ...counted, [name]: counted[name] + 1 })
  }

  private add(seed: number): void {
    const key = aKey(++this.keyCount, seed)
    this.keys.set(key.id, key)
    this.pools.addKey({ key, state: null })
  }

  private change(key: Key): void {
    this.keys.set(key.id, key)
    this.pools.changeKey(key)
  }

  private remove(keyId: KeyId): void {
    this.keys.delete(keyId)
    this.stored.keys.delete(keyId)
    this.pools.removeKey(keyId)
  }

  private setPolicy(service: ServiceId, seed: number): void {
    const limitScope = pick(['key', 'key-model', 'account', 'account-model'] as const, seed >> 4)
    const policy = { ...DEFAULT_POLICY, strategy: pick(STRATEGIES, seed), limitScope }
    this.policies.set(service, policy)
    this.pools.setService(service, policy)
  }

  private emptyPools(): Pools {
    const pools = new Pools({ now: () => this.now, notify: heard => this.events.push(...heard) })
    for (const [service, policy] of this.policies) pools.setService(service, policy)
    return pools
  }

  private hasMinute(key: Key): boolean {
    const { minuteLimit } = key
    if (minuteLimit === null) return true
    return ownersOf(key).every(owner => this.log.countOfLastMinute(owner, this.now) < minuteLimit)
  }

  private circuitLog(service: ServiceId): CircuitLog {
    const log = this.circuits.get(service)
    if (log === undefined) throw new Error(`no service is named ${service}`)
    return log
  }

  private snapshot(): Map<KeyId, Candidate> {
    return snapshotOf(this.pools, this.keys.keys())
  }
}

/** Whose minute a lease counts in: a key's own from the moment it has a limit, an account's always. */
function ownersOf(key: Key): string[] {
  const own = key.minuteLimit === null ? [] : [key.id]
  return key.account === null ? own : [...own, accountName(key)]
}

function accountName(key: Key): string {
  return `${key.service}/${key.account}`
}

function isRefused(act: () => void): boolean {
  try {
    act()
    return false
  } catch {
    return true
  }
}
