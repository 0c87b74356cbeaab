import type { KeyState } from '@/lib/engine/state'
import type { KeyId, KeyStatus } from '@/lib/engine/vocabulary'
import type { KeyChange } from '@/lib/store/change-keys'
import type { KeyEntry } from '@/lib/store/key-entry'

/** All of a key that an operator decides: what its settings say, whether it takes part, whether it is there. */
export type KeyFacts = Required<KeyChange> & {
  status: KeyStatus
  statusReason: string | null
  statusSince: number | null
  isRemoved: boolean
}
export type SomeFacts = Partial<KeyFacts>

/** A key as it stands: what is kept of it and how it lives. */
export type StandingKey = { entry: KeyEntry; state: KeyState }

/** What a verb makes of one key: only the facts that differ. */
export type KeyEdit = StandingKey & { before: SomeFacts; after: SomeFacts }

/** What an operator may set of a key. */
export const SETTINGS = [
  'name',
  'priority',
  'weight',
  'account',
  'dailyLimit',
  'minuteLimit',
  'tokenMinuteLimit',
  'concurrencyLimit',
  'models',
  'expiresAt',
  'labels',
  'note',
] as const satisfies readonly (keyof KeyChange)[]

/** What an operator decided of a key, as it stands. */
export function factsOf({ entry, state }: StandingKey): KeyFacts {
  const { key, labels, note, removedAt } = entry
  const { name, priority, weight, account, models, expiresAt } = key
  const { dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit } = key
  const { status, statusReason, statusSince } = state
  return {
    ...{ name, priority, weight, account, dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit },
    ...{ models, expiresAt, labels, note },
    ...{ status, statusReason, statusSince, isRemoved: removedAt !== null },
  }
}

/** What would become of a key; facts that are so already are left out, so that an undo touches nothing else. */
export function editOf(standing: StandingKey, wanted: SomeFacts): KeyEdit {
  const now = factsOf(standing)
  const changed = fieldsOf(wanted).filter(field => wanted[field] !== undefined && !isSame(now[field], wanted[field]))
  return { ...standing, before: pick(now, changed), after: pick(wanted, changed) }
}

/** The facts that are no longer as they were left. */
export function changedSince(standing: StandingKey, left: SomeFacts): (keyof KeyFacts)[] {
  const now = factsOf(standing)
  return fieldsOf(left).filter(field => !isSame(now[field], left[field]))
}

/** Whether an edit changes anything. */
export function hasEffect({ after }: KeyEdit): boolean {
  return Object.keys(after).length > 0
}

/** The key that is meant. */
export function idOf({ entry }: StandingKey): KeyId {
  return entry.key.id
}

/** Facts are plain values and lists of texts. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function pick(facts: SomeFacts, fields: readonly (keyof KeyFacts)[]): SomeFacts {
  return Object.fromEntries(fields.map(field => [field, facts[field]]))
}

/** The keys of an object with these fields are these fields. */
function fieldsOf(facts: SomeFacts): (keyof KeyFacts)[] {
  return Object.keys(facts) as (keyof KeyFacts)[]
}
