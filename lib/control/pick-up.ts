import { isServiceCause } from '@/lib/engine/cooldown'
import { hearFailure, hearOut, hearRest, hearRestored } from '@/lib/engine/heard'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { ResetKey } from '@/lib/rotation/deeds'
import type { Pools } from '@/lib/rotation/pools'
import { type Change, KEY_EVENT_CHANGE, readChanges } from '@/lib/store/changes'
import { type KeyEvent, readKeyEvents } from '@/lib/store/key-events'
import { type LoadedKey, loadKeys, loadPools } from '@/lib/store/load-pools'
import type { Session } from '@/lib/store/session'

/** What the verbs write for running servers to pick up. */
const CHANGE_KINDS = [
  'key-added',
  'keys-imported',
  'key-changed',
  'key-secret-replaced',
  'key-removed',
  'key-disabled',
  'key-enabled',
  'keys-reset',
  'tokens-changed',
  'services-changed',
  'circuit-trial',
  'alerts-changed',
  'prices-changed',
  'master-key-changed',
  KEY_EVENT_CHANGE,
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

const CHANGES_AT_ONCE = 500

/** What a running server keeps beside its pools. */
export type PickUpPorts = {
  store: Session
  pools: Pools
  /**
   * Keeps the sealed secret of a key that is new or has another secret, before the key can be leased. `false`: this
   * process has no secret of it, because another one's environment holds it.
   */
  keepSecret(loaded: LoadedKey): boolean
  forgetSecret(keyId: KeyId): void
  /** Client tokens were made or revoked. */
  onTokensChanged(): Promise<void>
  /** A service was described, changed or forgotten: the pools and the gateway are to know it. */
  onServicesChanged(): Promise<void>
  /** An operator said what a model costs. */
  onPricesChanged(): Promise<void>
  /** Alerts were acknowledged or snoozed. */
  onAlertsChanged(): Promise<void>
  /** Whether an event befell this very process. */
  isOwnEvent(id: string): boolean
  /** The secrets are being sealed with another master key. */
  onMasterKeyChanged(): Promise<void>
  /** Keys whose rests or rejections a person ended; called once per reset that ended any. */
  onReset(keys: readonly ResetKey[]): void
  /** The newest change the pools were loaded with. */
  afterId: number
}

/**
 * Applies what other processes, and this one's own verbs, wrote into the database to the live pools: each change once,
 * in its order. Calls do not overlap; a change that fails keeps none behind it waiting and is tried again by the next
 * call.
 */
export class ChangeFeed {
  private readonly ports: PickUpPorts
  private appliedId: number
  private last: Promise<void> = Promise.resolve()
  private stuck: Change[] = []
  private failure: unknown = null
  /** Since when something is not applied that should be; `null`: all is. */
  stalledSince: Instant | null = null

  constructor(ports: PickUpPorts) {
    this.ports = ports
    this.appliedId = ports.afterId
  }

  /** Resolves when everything written before the call is applied. */
  pickUp(): Promise<void> {
    const run = this.last.then(() => this.applyNew())
    // A failure is the caller's to hear; the next call begins afresh.
    this.last = run.then(
      () => {
        this.stalledSince = null
      },
      () => {
        this.stalledSince ??= this.ports.store.now()
      },
    )
    return run
  }

  private async applyNew(): Promise<void> {
    await this.apply(this.stuck)
    for (;;) {
      const changes = await readChanges(this.ports.store, this.appliedId, CHANGES_AT_ONCE)
      await this.apply(changes)
      if (changes.length < CHANGES_AT_ONCE) break
    }
    if (this.stuck.length > 0) throw this.failure
  }

  private async apply(changes: readonly Change[]): Promise<void> {
    const { store, isOwnEvent } = this.ports
    const loaded = await loadKeys(store, changes.flatMap(keyToLoad))
    const events = await readKeyEvents(
      store,
      changes.flatMap(eventToLoad).filter(id => !isOwnEvent(id)),
    )
    this.stuck = this.stuck.filter(change => !changes.includes(change))
    for (const change of changes) {
      try {
        const event = events.get(change.keyId ?? '')
        if (event) applyEvent(this.ports.pools, event)
        else await applyChange(this.ports, change, loaded)
      } catch (error) {
        this.stuck.push(change)
        this.failure = error
      }
      this.appliedId = Math.max(this.appliedId, change.id)
    }
  }
}

/** Kinds that make a key what the store says of it: a later change of it is in what is loaded for an earlier one. */
const LOADED_KINDS: readonly string[] = [
  'key-added',
  'key-changed',
  'key-secret-replaced',
  'key-disabled',
  'key-enabled',
] satisfies ChangeKind[]

function keyToLoad({ kind, keyId }: Change): KeyId[] {
  return keyId !== null && LOADED_KINDS.includes(kind) ? [keyId] : []
}

function eventToLoad({ kind, keyId }: Change): string[] {
  return kind === KEY_EVENT_CHANGE && keyId !== null ? [keyId] : []
}

/**
 * What befell a key in another process: it rests, is out, or is back here too. What befell a circuit is only told: the
 * way from there to the service is not the way from here.
 */
function applyEvent(pools: Pools, { kind, service, keyId, at, ...said }: KeyEvent): void {
  const { scope, model, reason, provenance, status, rule, until, account } = said
  if (kind === 'circuit-closed') pools.hearCircuit(service, null)
  if (kind === 'circuit-opened' && reason !== null && until !== null) {
    pools.hearCircuit(service, { cause: reason, openedAt: at, until })
  }
  if (keyId === null) return
  if (kind === 'out' && status !== null) pools.hear(keyId, state => hearOut(state, status, rule ?? '', at))
  if (kind === 'restored') pools.hear(keyId, state => hearRestored(state, at))
  if (kind !== 'rested' || scope === null || reason === null || provenance === null || until === null) return
  // whose fault such a failure is each process judges by itself, and a rest taken back there would stay here
  if (isServiceCause(reason)) return
  const rest = { scope, model, reason, provenance, startedAt: at, until }
  if (rule !== null) pools.hear(keyId, state => hearFailure(state, at))
  if (account === null) pools.hear(keyId, (state, now) => hearRest(state, rest, now))
  else pools.hearOfAccount(service, account, (state, now) => hearRest(state, rest, now))
}

type Loaded = ReadonlyMap<KeyId, LoadedKey>

async function applyChange(ports: PickUpPorts, { kind, service, keyId }: Change, loaded: Loaded): Promise<void> {
  const key = loaded.get(keyId ?? '')
  switch (asChangeKind(kind)) {
    case 'key-added':
    case 'key-changed':
    case 'key-secret-replaced':
      if (key) applyKey(ports, key, kind === 'key-secret-replaced')
      return
    case 'keys-imported':
      for (const loaded of (await loadPools(ports.store)).keys) admit(ports, loaded)
      return
    case 'key-removed':
      ports.pools.removeKey(keyId ?? '')
      ports.forgetSecret(keyId ?? '')
      return
    case 'key-disabled':
    case 'key-enabled':
      if (key?.state) ports.pools.decideStatus(key.key.id, key.state)
      return
    case 'keys-reset': {
      const ended = ports.pools.reset({ service: service ?? undefined, keyId: keyId ?? undefined })
      if (ended.length > 0) ports.onReset(ended)
      return
    }
    case 'tokens-changed':
      return ports.onTokensChanged()
    case 'services-changed':
      return applyService(ports, service ?? '')
    case 'circuit-trial':
      ports.pools.admitTrial(service ?? '')
      return
    case 'alerts-changed':
      return ports.onAlertsChanged()
    case 'prices-changed':
      return ports.onPricesChanged()
    case 'master-key-changed':
      return ports.onMasterKeyChanged()
    case 'key-event':
      return // our own, or one that is forgotten
  }
  // A newer version's word: this process cannot know what it means.
}

/** A service described only now may have keys from before, which were left out. */
async function applyService(ports: PickUpPorts, service: ServiceId): Promise<void> {
  await ports.onServicesChanged()
  if (ports.pools.keyCount(service) > 0) return
  for (const loaded of (await loadPools(ports.store)).keys) if (loaded.key.service === service) admit(ports, loaded)
}

function applyKey(ports: PickUpPorts, loaded: LoadedKey, hasNewSecret: boolean): void {
  const { id } = loaded.key
  if (!ports.pools.find(id)) {
    admit(ports, loaded)
    return
  }
  ports.keepSecret(loaded)
  ports.pools.changeKey(loaded.key)
  if (hasNewSecret) ports.pools.startAfresh(id)
}

function admit({ pools, keepSecret }: PickUpPorts, loaded: LoadedKey): void {
  if (pools.find(loaded.key.id) || !pools.hasService(loaded.key.service)) return
  if (keepSecret(loaded)) pools.addKey(loaded)
}

/** Only verbs write changes; what a newer version's verb writes meets no case, and changes nothing here. */
function asChangeKind(kind: string): ChangeKind {
  return kind as ChangeKind
}
