import { retentionSchema } from '@/lib/contract/settings'
import type { ServicePolicy } from '@/lib/engine/policy'
import { findAlert, snoozeAlert } from '@/lib/store/alerts'
import type { AuditEntry } from '@/lib/store/audit'
import { readRetention, saveRetention } from '@/lib/store/retention'
import { saveService } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import type { Deed, Notice } from './audit-trail'
import { ControlError } from './control-error'
import { isoOrNull } from './key-view'
import { settingsNamed, settingsOf, withChange } from './service-settings'

/** Puts back what was before, if all is still as the deed left it; says what running servers must pick up. */
type TakeBack = (session: Session, entry: AuditEntry, facts: Facts) => Promise<Notice | null>
type Facts = { before: Values; after: Values }
type Values = Readonly<Record<string, unknown>>

const TAKE_BACK: Readonly<Record<string, TakeBack>> = {
  changeService: async (session, { target }, { before, after }) => {
    const kept = await settingsOf(session, target)
    requireSame(settingsNamed(kept, after), after)
    await saveService(session, { id: target, ...withChange(kept, asChange(before)) })
    return { kind: 'services-changed', service: target }
  },
  changeRetention: async (session, _, { before, after }) => {
    requireSame(await readRetention(session), after)
    await saveRetention(session, retentionSchema.parse({ ...(await readRetention(session)), ...before }))
    return null
  },
  snoozeAlert: async (session, { target }, { before, after }) => {
    const alert = await findAlert(session, target)
    requireSame({ until: isoOrNull(alert?.snoozedUntil ?? null) }, after)
    const until = typeof before.until === 'string' ? Date.parse(before.until) : null
    const isAhead = until !== null && until > session.now()
    if (!(await snoozeAlert(session, target, isAhead ? until : null))) throw changedMeanwhile()
    return { kind: 'alerts-changed' }
  },
}

/** The undo of a deed that was no key's, as a deed of its own; `null` for a verb of keys. @throws ControlError `conflict` */
export async function undoOfSettings(session: Session, entry: AuditEntry): Promise<Deed | null> {
  const takeBack = Object.hasOwn(TAKE_BACK, entry.verb) ? TAKE_BACK[entry.verb] : undefined
  if (!takeBack) return null
  const { before, after, ...about } = entry.detail
  const facts = { before: valuesIn(before), after: valuesIn(after) }
  const change = await takeBack(session, entry, facts)
  const told = { undoneId: entry.id, undone: entry.verb, before: facts.after, after: facts.before }
  return { verb: 'undo', target: entry.target, detail: { ...about, ...told }, ...(change && { change }) }
}

function valuesIn(written: unknown): Values {
  return written instanceof Object ? { ...written } : {}
}

function requireSame(now: Values, left: Values): void {
  const isAsLeft = Object.entries(left).every(([field, value]) => JSON.stringify(now[field]) === JSON.stringify(value))
  if (!isAsLeft) throw changedMeanwhile()
}

function changedMeanwhile(): ControlError {
  return new ControlError('conflict', 'It was changed since. Nothing was undone.', {
    said: { key: 'settingsChangedSince' },
  })
}

/** A service's settings as `changeService` wrote them down: they were parsed then. */
function asChange(
  written: Values,
): { origin?: string | null } & { [Field in keyof ServicePolicy]?: ServicePolicy[Field] | null } {
  return written
}
