import { type Instant, type KeyId, OUTCOME_KINDS, type OutcomeKind } from '@/lib/engine/vocabulary'
import { fromColumn } from './columns'
import type { Session } from './session'

/** An attempt that went wrong, and how. */
export type Trouble = {
  at: Instant
  requestId: string
  outcome: OutcomeKind
  rule: string
  status: number | null
  model: string | null
}

/** Older trouble than that many attempts ago says little of a key, and looking for it would have no end. */
const ATTEMPTS_LOOKED_AT = 300
const NO_TROUBLE: readonly string[] = ['success', 'caller-error', 'too-large', 'aborted']

/** A key's last trouble among its latest attempts; `null`: there was none. */
export async function findLastTrouble(session: Session, keyId: KeyId): Promise<Trouble | null> {
  const rows = await session.db.attempt.findMany({
    where: { keyId },
    select: { requestId: true, outcome: true, rule: true, status: true, model: true, startedAt: true },
    orderBy: [{ startedAt: 'desc' }],
    take: ATTEMPTS_LOOKED_AT,
  })
  const row = rows.find(({ outcome }) => !NO_TROUBLE.includes(outcome))
  if (!row) return null
  const { startedAt, outcome, ...rest } = row
  return {
    ...rest,
    at: fromColumn(startedAt),
    outcome: OUTCOME_KINDS.find(kind => kind === outcome) ?? 'service-error',
  }
}
