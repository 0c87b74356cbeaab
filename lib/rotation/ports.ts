import type { Attempt } from '@/lib/engine/attempt'
import type { AccountState, KeyState } from '@/lib/engine/state'
import type { Event, Key, KeyId, ServiceId, Usage } from '@/lib/engine/vocabulary'

/** The outside world of rotation. Only `lib/server/runtime.ts` supplies the real ones. */

/** Opens a key's secret. Synchronous: the sealed bytes are already in memory. Throws when they cannot be opened. */
export type Reveal = (keyId: KeyId) => string

/** Takes one attempt; returns at once and never throws (write-behind). */
export type Record = (attempt: Attempt) => void

/** Hears what a settle or a reset produced; returns at once and never throws. */
export type Notify = (events: readonly Event[]) => void

/** Asks the upstream, by its free probe, whether a key is alive. `unknown`: the upstream could not be asked. */
export type Probe = (service: ServiceId, keyId: KeyId) => Promise<'alive' | 'rejected' | 'unknown'>

/** The same use with its cost, in US dollars; `units`: how much was served, in the service's unit. */
export type Price = (service: ServiceId, model: string | null, read: Usage, units: number) => Usage

export type Clock = () => number

/** Resolves after so long by the clock; rejects when `abort` says so before. Absent in the ports: in real time. */
export type Sleep = (waitMs: number, abort: AbortSignal | null) => Promise<void>

/** A key with the state a store remembered of it (`null`: a new one). */
export type StoredKey = { key: Key; state: KeyState | null }

/** An account with the state a store remembers of it. */
export type StoredAccount = { service: ServiceId; account: string; state: AccountState }
