import type { KeyId, KeyStatus } from '@/lib/engine/vocabulary'
import type { KeyEvent } from '@/lib/store/key-events'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { operatorEvents } from './key-events'
import { editOf, hasEffect, idOf, type KeyEdit, type SomeFacts, type StandingKey } from './key-facts'
import { type KeyName, nameOf, noSuchKey } from './key-name'
import { readKeys, writeEdits } from './standing-keys'

/** The audit entry that an undo of it names; `null` when nothing had to be done. */
export type Edited = KeyName & { auditId: number | null }

/**
 * Changes one key as an admin decides. `decide` looks at the key as it stands, removed ones included, and says which
 * facts it wants, or throws. @throws ControlError `not-allowed`, `not-found`
 */
export async function editKey(
  ctx: ControlContext,
  { keyId }: { keyId: KeyId },
  verb: string,
  decide: (standing: StandingKey) => SomeFacts,
): Promise<Edited> {
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const [standing] = await readKeys(ctx, session, [keyId])
    if (!standing) throw noSuchKey()
    const edit = editOf(standing, decide(standing))
    const answer = nameOf({ ...edit.entry.key, ...(edit.after.name !== undefined && { name: edit.after.name }) })
    if (!hasEffect(edit)) return { answer, deed: null }
    const changes = await writeEdits(session, [edit])
    return { answer, deed: { ...auditOf(verb, edit), events: eventsOf(ctx, [edit]), changes } }
  })
  return { ...answer, auditId }
}

/** What edits did to keys, for their timelines. */
export function eventsOf(ctx: ControlContext, edits: readonly KeyEdit[]): KeyEvent[] {
  const keysPut = (status: KeyStatus) =>
    edits.filter(({ after }) => after.status === status).map(({ entry }) => entry.key)
  return [
    ...operatorEvents(ctx, 'paused', keysPut('paused')),
    ...operatorEvents(ctx, 'enabled', keysPut('active')),
    ...edits.flatMap(edit => outAgain(ctx, edit)),
  ]
}

/** An undo put it back to what it was out for before somebody paused it. */
function outAgain(ctx: ControlContext, { entry, after }: KeyEdit): KeyEvent[] {
  const { status, statusReason: rule = null } = after
  if (status === undefined || status === 'paused' || status === 'active') return []
  return operatorEvents(ctx, 'out', [entry.key]).map(event => ({ ...event, status, rule }))
}

/** What the audit keeps of an edit: enough to take it back. */
export function auditOf(verb: string, edit: KeyEdit, more: Readonly<Record<string, unknown>> = {}) {
  const { service, name, masked } = edit.entry.key
  const { before, after } = edit
  return { verb, target: idOf(edit), detail: { service, name, masked, before, after, ...more } }
}

/** @throws ControlError `not-found` for one that was removed */
export function requireInSight({ entry }: StandingKey): void {
  if (entry.removedAt !== null) throw noSuchKey()
}
