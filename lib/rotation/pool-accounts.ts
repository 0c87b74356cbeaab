import type { AccountState } from '@/lib/engine/state'
import type { Key, ServiceId } from '@/lib/engine/vocabulary'
import { ChangeOrder } from './change-order'
import type { StoredAccount } from './ports'

/** `limited`: the slots whose key states limits, to be held against what the account used; by those limits. */
export type PooledAccount = {
  state: AccountState
  readonly slots: Set<number>
  readonly limited: Map<string, Alike>
  /** Its place among all that were ever declared. */
  readonly place: number
}
/** Slots of an account whose keys state the same limits, one of which is `key`. */
export type Alike = { key: Key; slots: Set<number>; isTogether: boolean }

/** So many slots are alike before they are moved as one: fewer are looked at singly as fast, and others stay quick. */
const TOGETHER_FROM = 8

/** What the keys of a pool share: the accounts they declare, each with its state and its keys' slots. */
export class PoolAccounts {
  private readonly known = new Map<string, PooledAccount>()
  private readonly changed = new Set<string>()
  private readonly names: string[] = []
  private readonly alikes: (Alike | undefined)[] = []
  private readonly changes = new ChangeOrder()

  find(account: string | null): PooledAccount | null {
    return account === null ? null : (this.known.get(account) ?? null)
  }

  /**
   * @param fresh the state of an account that no key had before
   * @returns those that are moved as one from now on, where there are any
   */
  join(key: Key, slot: number, fresh: () => AccountState): Alike | null {
    const { account } = key
    if (account === null) return null
    const shared = this.known.get(account) ?? this.declare(account, fresh())
    shared.slots.add(slot)
    const name = limitsOf(key)
    if (name === null) return null
    const alike = shared.limited.get(name) ?? { key, slots: new Set(), isTogether: false }
    shared.limited.set(name, alike)
    alike.slots.add(slot)
    this.alikes[slot] = alike
    if (alike.isTogether || alike.slots.size < TOGETHER_FROM) return null
    alike.isTogether = true
    return alike
  }

  /** Those with the same limits that the key of a slot is moved with when its account counts; `null`: none. */
  togetherWith(slot: number): Alike | null {
    const alike = this.alikes[slot]
    return alike?.isTogether ? alike : null
  }

  private declare(account: string, state: AccountState): PooledAccount {
    const place = this.names.push(account) - 1
    const shared = { state, slots: new Set<number>(), limited: new Map<string, Alike>(), place }
    this.known.set(account, shared)
    return shared
  }

  leave(key: Key, slot: number): void {
    const shared = this.find(key.account)
    if (shared === null) return
    shared.slots.delete(slot)
    this.alikes[slot] = undefined
    const name = limitsOf(key)
    const alike = name === null ? undefined : shared.limited.get(name)
    alike?.slots.delete(slot)
    if (name !== null && alike?.slots.size === 0) shared.limited.delete(name)
  }

  /** The one way an account's state is replaced. @returns the state before */
  put(account: string, shared: PooledAccount, state: AccountState, revision: number): AccountState {
    const before = shared.state
    shared.state = state
    this.changed.add(account)
    this.changes.note(shared.place, revision)
    return before
  }

  /** Every state as it is at another time. */
  turn(at: (state: AccountState) => AccountState, revision: number): Iterable<AccountState> {
    for (const [account, shared] of this.known) {
      const state = at(shared.state)
      if (state !== shared.state) this.put(account, shared, state, revision)
    }
    return Array.from(this.known.values(), ({ state }) => state)
  }

  /** The accounts whose state changed after a revision, the newest first. */
  since(revision: number): string[] {
    return this.changes.since(revision).map(place => this.names[place] ?? '')
  }

  /** The states that changed since the last call. */
  takeChanged(service: ServiceId): StoredAccount[] {
    const taken: StoredAccount[] = []
    for (const account of this.changed) {
      const state = this.known.get(account)?.state
      if (state) taken.push({ service, account, state })
    }
    this.changed.clear()
    return taken
  }
}

/** A name for the limits a key states; `null`: it states none. */
function limitsOf({ concurrencyLimit, dailyLimit, minuteLimit, tokenMinuteLimit }: Key): string | null {
  if ((concurrencyLimit ?? dailyLimit ?? minuteLimit ?? tokenMinuteLimit) === null) return null
  return `${concurrencyLimit} ${dailyLimit} ${minuteLimit} ${tokenMinuteLimit}`
}
