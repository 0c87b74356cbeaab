import { z } from 'zod'
import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'

/** A removed key is kept for so long, and no deed is taken back later. */
export const UNDO_DAYS = 30

/**
 * What can be taken back. A reset and a rollover cannot: the rests and the old secret are gone.
 */
const UNDOABLE_VERBS: readonly string[] = [
  'addKey',
  'importKeys',
  'changeKey',
  'changeKeys',
  'disableKey',
  'enableKey',
  'removeKey',
  'restoreKey',
  'changeService',
  'changeRules',
  'describeService',
  'disableService',
  'enableService',
  'dismissSiblings',
  'dismissUnknown',
  'changeToken',
  'revokeToken',
  'changeRetention',
  'changeAlertRules',
  'changeCheckSchedule',
  'setPrice',
  'removePrice',
  'snoozeAlert',
  'changeAiRoutes',
  'changeChannel',
  'removeChannel',
]

/** What their `before` and `after` say is for people; an undo needs all of it. */
const WHOLE_VERBS: readonly string[] = [
  'changeRules',
  'describeService',
  'changeAiRoutes',
  'changeChannel',
  'removeChannel',
]

/**
 * Whether an undo of this audit entry may be offered. It may still be refused: only the server knows whether things are
 * as the entry left them.
 */
export function isUndoable(
  { verb, at, detail }: { verb: string; at: Instant; detail: Readonly<Record<string, unknown>> },
  now: Instant,
): boolean {
  const isKnown = UNDOABLE_VERBS.includes(verb) && now - at < UNDO_DAYS * DAY_MS
  // entries of an earlier version do not say what was before
  if (WHOLE_VERBS.includes(verb)) return isKnown && detail.whole !== undefined
  return isKnown && (detail.after !== undefined || detail.batch !== undefined)
}

export const undoSchema = z.strictObject({ auditId: z.int().min(1) })
export type UndoInput = z.output<typeof undoSchema>

/** What was taken back, from how many keys (none: it was no key's), and the audit entry that tells of it. */
export type Undone = { verb: string; count: number; auditId: number | null }
