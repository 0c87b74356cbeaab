import { isUndoable, type UndoInput, type Undone } from '@/lib/contract/undo'
import { makeTimeId } from '@/lib/rotation/time-id'
import { type AuditEntry, findAudit, listAudit, listAuditParts } from '@/lib/store/audit'
import type { Session } from '@/lib/store/session'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { auditOf, eventsOf } from './edit-key'
import { changedSince, editOf, idOf, type KeyEdit, type KeyFacts, type SomeFacts, type StandingKey } from './key-facts'
import { readKeys, writeEdits } from './standing-keys'
import { undoOfSettings } from './undo-settings'

/**
 * Takes a deed back: keys, or settings, become what they were before it, in what it changed, and only if that is still as it left
 * it. A deed to many is taken back whole or not at all. The undo is a deed of its own.
 * @throws ControlError `not-found`, `conflict` with a sentence that says what changed since
 */
export async function undo(call: { ctx: ControlContext; input: UndoInput }): Promise<Undone> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const entry = await findAudit(session, input.auditId)
    if (!entry) throw new ControlError('not-found', 'There is no such entry in the audit.')
    await requireUndoable(ctx, session, entry)
    const settings = await undoOfSettings(ctx, session, entry)
    if (settings) return { answer: { verb: entry.verb, count: 0 }, deed: settings }
    const { batch } = entry.detail
    const parts = typeof batch === 'string' ? await listAuditParts(session, batch) : [entry]
    const edits = takenBack(
      parts,
      await readKeys(
        ctx,
        session,
        Array.from(parts, ({ target }) => target),
      ),
    )
    await requireSameSecrets(session, entry, edits)
    const changes = await writeEdits(session, edits)
    const deed = { ...deedOf(ctx, entry, edits), events: eventsOf(ctx, edits), changes }
    return { answer: { verb: entry.verb, count: edits.length }, deed }
  })
  return { ...answer, auditId }
}

const LATER_ENTRIES = 200

async function requireUndoable(ctx: ControlContext, session: Session, entry: AuditEntry): Promise<void> {
  if (!isUndoable(entry, ctx.now())) {
    throw new ControlError('conflict', 'This cannot be undone.', { said: { key: 'notUndoable' } })
  }
  const later = await listAudit(session, { target: entry.target, verb: 'undo', after: entry.id, limit: LATER_ENTRIES })
  if (later.some(({ detail }) => detail.undoneId === entry.id)) {
    throw new ControlError('conflict', 'This was undone already.', { said: { key: 'alreadyUndone' } })
  }
}

/** The edits that take the parts back. @throws ControlError `conflict` */
function takenBack(parts: readonly AuditEntry[], keys: readonly StandingKey[]): KeyEdit[] {
  const byId = new Map(keys.map(key => [key.entry.key.id, key]))
  return parts.map(({ target, detail }) => {
    const standing = byId.get(target)
    const name = typeof detail.name === 'string' ? detail.name : target
    if (!standing) {
      const said = { key: 'goneSince', values: { name } }
      throw new ControlError('conflict', `${name} is gone for good: it was removed too long ago.`, { said })
    }
    const [first] = changedSince(standing, factsIn(detail.after))
    if (first !== undefined) throw changedMeanwhile(standing, first)
    return editOf(standing, factsIn(detail.before))
  })
}

/** What a secret was out for is not true of the one that took its place. @throws ControlError `conflict` */
async function requireSameSecrets(session: Session, { id }: AuditEntry, edits: readonly KeyEdit[]): Promise<void> {
  const out = edits.filter(({ after: { status = 'active' } }) => status !== 'active' && status !== 'paused')
  if (out.length === 0) return
  const later = await listAudit(session, { verb: 'rollKeySecret', after: id, limit: LATER_ENTRIES })
  const rolled = new Set(later.map(({ target }) => target))
  const other = out.find(edit => rolled.has(idOf(edit)))
  if (other) throw changedMeanwhile(other, 'status')
}

/** A deed's facts as `auditOf` wrote them. */
function factsIn(written: unknown): SomeFacts {
  return (written ?? {}) as SomeFacts
}

const WHAT: Record<keyof KeyFacts, string> = {
  name: 'its name',
  priority: 'its priority',
  weight: 'its weight',
  account: 'its account',
  dailyLimit: 'its daily limit',
  minuteLimit: 'its limit per minute',
  tokenMinuteLimit: 'its token limit per minute',
  concurrencyLimit: 'its limit of requests at once',
  models: 'its models',
  expiresAt: 'its expiry',
  labels: 'its labels',
  note: 'its note',
  status: 'its status',
  statusReason: 'its status',
  statusSince: 'its status',
  isRemoved: 'whether it is there',
}

function changedMeanwhile({ entry }: StandingKey, fact: keyof KeyFacts): ControlError {
  const { name } = entry.key
  const said = { key: 'changedSince', values: { name, fact } }
  return new ControlError('conflict', `${name} was changed since: ${WHAT[fact]}. Nothing was undone.`, { said })
}

function deedOf(ctx: ControlContext, entry: AuditEntry, edits: readonly KeyEdit[]) {
  const told = { undoneId: entry.id, undone: entry.verb }
  const [only] = edits
  if (entry.detail.batch === undefined && only) return auditOf('undo', only, told)
  const batch = makeTimeId(ctx.now())
  const entries = edits.map(edit => auditOf('undo', edit, { undone: entry.verb }))
  const detail = { ...told, count: edits.length, keys: entry.detail.keys, batch }
  return { verb: 'undo', target: entry.target, detail, parts: { batch, entries } }
}
