import { appendAudit, appendAuditParts, type NewAuditEntry } from '@/lib/store/audit'
import { appendChanges } from '@/lib/store/changes'
import { appendKeyEvents, type KeyEvent } from '@/lib/store/key-events'
import type { Session } from '@/lib/store/session'
import type { ControlContext } from './context'
import type { ChangeKind } from './pick-up'

/** What running servers must pick up. */
export type Notice = { kind: ChangeKind; service?: string | undefined; keyId?: string | undefined }

/** What is written down of a deed. `detail.before` and `detail.after`, where it has them, tell what changed. */
type Entry = {
  verb: string
  /** What it was done to: an id, or a word such as `all`. */
  target: string
  /** Never a secret. */
  detail: Readonly<Record<string, unknown>>
}

export type Deed = Entry & {
  /** Of a deed to many: what was done to each. `batch` names them together, and stands in `detail` too. */
  parts?: { batch: string; entries: readonly Entry[] }
  /** What befell keys by it, for their timelines; absent: nothing. */
  events?: readonly KeyEvent[]
  /** Absent: nothing. */
  change?: Notice
  changes?: readonly Notice[]
}

/** Does something, writes down who did it, and tells running servers: all of it, or, when `run` throws, nothing. */
export async function inOneTransaction<T>(
  ctx: ControlContext,
  run: (session: Session) => Promise<{ answer: T; deed: Deed }>,
): Promise<T> {
  const { answer } = await inOneAuditedTransaction(ctx, run)
  return answer
}

/**
 * As `inOneTransaction`, and says which entry tells of it, for an undo. Without a deed nothing was done, and nothing is
 * written down.
 */
export async function inOneAuditedTransaction<T>(
  ctx: ControlContext,
  run: (session: Session) => Promise<{ answer: T; deed: Deed | null }>,
): Promise<{ answer: T; auditId: number | null }> {
  const done = await ctx.store.transaction(async session => {
    const { answer, deed } = await run(session)
    return { answer, auditId: deed && (await writeDown(ctx, session, deed)) }
  })
  await ctx.live?.pickUp()
  return done
}

async function writeDown(ctx: ControlContext, session: Session, deed: Deed): Promise<number> {
  const operator = ctx.operator.id
  const signed = ({ verb, target, detail }: Entry): NewAuditEntry => ({ operator, verb, target, detail })
  if (deed.parts) await appendAuditParts(session, deed.parts.batch, deed.parts.entries.map(signed))
  const auditId = await appendAudit(session, signed(deed))
  await appendKeyEvents(session, deed.events ?? [])
  const notices = [...(deed.change ? [deed.change] : []), ...(deed.changes ?? [])]
  await appendChanges(
    session,
    notices.map(({ kind, service = null, keyId = null }) => ({ kind, service, keyId })),
  )
  return auditId
}
