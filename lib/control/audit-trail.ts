import { appendAudit } from '@/lib/store/audit'
import { appendChange } from '@/lib/store/changes'
import { appendKeyEvents, type KeyEvent } from '@/lib/store/key-events'
import type { Session } from '@/lib/store/session'
import type { ControlContext } from './context'
import type { ChangeKind } from './pick-up'

type Deed = {
  verb: string
  /** What it was done to: an id, or a word such as `all`. */
  target: string
  /** Never a secret. */
  detail: Readonly<Record<string, unknown>>
  /** What befell keys by it, for their timelines; absent: nothing. */
  events?: readonly KeyEvent[]
  /** What running servers must pick up; absent: nothing. */
  change?: { kind: ChangeKind; service?: string | undefined; keyId?: string | undefined }
}

/** Does something, writes down who did it, and tells running servers: all of it, or, when `run` throws, nothing. */
export async function inOneTransaction<T>(
  ctx: ControlContext,
  run: (session: Session) => Promise<{ answer: T; deed: Deed }>,
): Promise<T> {
  const answer = await ctx.store.transaction(async session => {
    const { answer, deed } = await run(session)
    const { verb, target, detail, events = [], change } = deed
    await appendAudit(session, { operator: ctx.operator.id, verb, target, detail })
    await appendKeyEvents(session, events)
    if (change) {
      const { kind, service = null, keyId = null } = change
      await appendChange(session, { kind, service, keyId })
    }
    return answer
  })
  await ctx.live?.pickUp()
  return answer
}
