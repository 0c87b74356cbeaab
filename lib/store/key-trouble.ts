import { type Instant, type KeyId, OUTCOME_KINDS, type OutcomeKind, type ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { Attempt as Row } from './generated/sqlite/client'
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

/** The last time a service itself failed since an instant (a short while ago: every attempt since is looked through). */
export async function findServiceTrouble(
  session: Session,
  service: ServiceId,
  since: Instant,
): Promise<Trouble | null> {
  const row = await session.db.attempt.findFirst({
    where: { service, blame: 'service', startedAt: { gte: toColumn(since) } },
    select: SELECTED,
    orderBy: [{ startedAt: 'desc' }],
  })
  return row && toTrouble(row)
}

/** A key's last trouble among its latest attempts; `null`: there was none. */
export async function findLastTrouble(session: Session, keyId: KeyId): Promise<Trouble | null> {
  const rows = await session.db.attempt.findMany({
    where: { keyId },
    select: SELECTED,
    orderBy: [{ startedAt: 'desc' }],
    take: ATTEMPTS_LOOKED_AT,
  })
  const row = rows.find(({ outcome }) => !NO_TROUBLE.includes(outcome))
  return row ? toTrouble(row) : null
}

const SELECTED = { requestId: true, outcome: true, rule: true, status: true, model: true, startedAt: true } as const

function toTrouble({ startedAt, outcome, ...rest }: Pick<Row, keyof typeof SELECTED>): Trouble {
  return {
    ...rest,
    at: fromColumn(startedAt),
    outcome: OUTCOME_KINDS.find(kind => kind === outcome) ?? 'service-error',
  }
}
