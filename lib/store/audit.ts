import { z } from 'zod'
import type { Instant } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, toColumn } from './columns'
import type { Session } from './session'

/** Who did what to what. Append-only. */
export type AuditEntry = {
  id: number
  at: Instant
  operator: string
  verb: string
  target: string
  detail: Readonly<Record<string, unknown>>
}

const detail = z.record(z.string(), z.unknown())

/** Call it in the transaction of the change it tells of. `detail` never holds a secret. */
export async function appendAudit(session: Session, entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
  const at = toColumn(session.now())
  await session.db.auditEntry.create({ data: { ...entry, at, detail: JSON.stringify(entry.detail) } })
}

/** A page of entries, newest first. @param before the last id of the page before */
export async function listAudit(
  session: Session,
  filter: { target?: string; operator?: string; before?: number; limit: number },
): Promise<AuditEntry[]> {
  const { target, operator, before, limit } = filter
  const rows = await session.db.auditEntry.findMany({
    where: { target, operator, id: before === undefined ? undefined : { lt: before } },
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map(row => ({
    ...row,
    at: fromColumn(row.at),
    detail: parseJson(detail, row.detail, `detail of audit entry ${row.id}`),
  }))
}
