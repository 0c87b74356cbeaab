import { type AuditEntry, listAudit } from '@/lib/store/audit'
import type { Session } from '@/lib/store/session'
import type { Notice } from './audit-trail'
import type { ControlContext } from './context'
import { ControlError } from './control-error'

/** A deed to take back: what it was done to, and what its entry says was before and after. */
export type Taken = {
  ctx: ControlContext
  session: Session
  entry: AuditEntry
  /** What people call the target; `null`: there is only one of it. */
  name: string | null
  before: Values
  after: Values
  /** Both, where `before` and `after` are only names. */
  whole: Values
}
export type Values = Readonly<Record<string, unknown>>

/** By verb: puts back what was before, if all is still as the deed left it; says what running servers must pick up. */
export type TakeBacks = Readonly<Record<string, (taken: Taken) => Promise<Notice | null>>>

/** @throws ControlError `conflict` where something is not as the deed left it */
export function requireSame(name: string | null, now: object, left: Values): void {
  const found = new Map<string, unknown>(Object.entries(now))
  const isAsLeft = Object.entries(left).every(([field, value]) => isSame(found.get(field), value))
  if (!isAsLeft) throw changedMeanwhile(name)
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const LATER_ENTRIES = 200

/** What is as the deed left it may have been otherwise in between. @throws ControlError `conflict` */
export async function requireUntouched({ session, entry, name }: Taken, verbs: readonly string[]): Promise<void> {
  const later = await listAudit(session, { target: entry.target, after: entry.id, limit: LATER_ENTRIES })
  const isTouched = later.some(({ verb, detail }) => verbs.includes(String(verb === 'undo' ? detail.undone : verb)))
  if (isTouched || later.length === LATER_ENTRIES) throw changedMeanwhile(name)
}

export function changedMeanwhile(name: string | null): ControlError {
  const said = name === null ? { key: 'settingsChangedSince' } : { key: 'thingChangedSince', values: { name } }
  return new ControlError('conflict', `${name ?? 'It'} was changed since. Nothing was undone.`, { said })
}
