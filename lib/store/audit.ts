import { z } from 'zod'
import type { Instant } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, toColumn } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { Session } from './session'

/** Who did what to what. Append-only. */
export type AuditEntry = {
  id: number
  at: Instant
  operator: string
  verb: string
  target: string
  detail: Readonly<Record<string, unknown>>
  /** Of one deed to many: which one it is a part of. The deed as a whole has an entry of its own, without it. */
  batch: string | null
}

export type NewAuditEntry = Pick<AuditEntry, 'operator' | 'verb' | 'target' | 'detail'>

const detail = z.record(z.string(), z.unknown())

/** Call it in the transaction of the change it tells of. `detail` never holds a secret. Answers the entry's id. */
export async function appendAudit(session: Session, entry: NewAuditEntry): Promise<number> {
  const at = toColumn(session.now())
  const { id } = await session.db.auditEntry.create({ data: { ...entry, at, detail: JSON.stringify(entry.detail) } })
  return id
}

/** The parts of one deed to many, before the entry that tells of the whole. */
export async function appendAuditParts(
  session: Session,
  batch: string,
  parts: readonly NewAuditEntry[],
): Promise<void> {
  if (parts.length === 0) return
  const now = session.now()
  const columns: readonly JsonColumn<NewAuditEntry>[] = [
    { name: 'at', type: 'integer', read: () => now },
    { name: 'operator', type: 'text', read: ({ operator }) => operator },
    { name: 'verb', type: 'text', read: ({ verb }) => verb },
    { name: 'target', type: 'text', read: ({ target }) => target },
    { name: 'detail', type: 'text', read: ({ detail }) => JSON.stringify(detail) },
    { name: 'batch', type: 'text', read: () => batch },
  ]
  const sql = insertFromJson(session.dialect, 'audit_entries', columns)
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, parts))
}

export async function findAudit(session: Session, id: number): Promise<AuditEntry | null> {
  const row = await session.db.auditEntry.findUnique({ where: { id } })
  return row && toEntry(row)
}

/** The parts of one deed, oldest first. */
export async function listAuditParts(session: Session, batch: string): Promise<AuditEntry[]> {
  const rows = await session.db.auditEntry.findMany({ where: { batch }, orderBy: { id: 'asc' } })
  return rows.map(toEntry)
}

type AuditFilter = {
  target?: string | undefined
  operator?: string | undefined
  verb?: string | undefined
  from?: Instant | undefined
  to?: Instant | undefined
  before?: number | undefined
  after?: number | undefined
  limit: number
}

/**
 * A page of entries, newest first: of one target all, else without the parts of deeds to many, which are told as a
 * whole. @param before the last id of the page before
 */
export async function listAudit(session: Session, filter: AuditFilter): Promise<AuditEntry[]> {
  const { target, operator, verb, from, to, before, after, limit } = filter
  const rows = await session.db.auditEntry.findMany({
    where: {
      ...(target === undefined && { batch: null }),
      target,
      operator,
      verb,
      id: { lt: before, gt: after },
      AND: [{ id: { gte: await firstIdSince(session, from), lt: await firstIdSince(session, to) } }],
    },
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map(toEntry)
}

/** Forgets entries from before an instant, at most `limit` of them, the oldest first, and returns how many. */
export async function purgeAudit(session: Session, before: Instant, limit: number): Promise<number> {
  const [instant, most] = session.dialect === 'sqlite' ? ['?', '?'] : ['$1', '$2']
  return session.db.$executeRawUnsafe(
    `DELETE FROM audit_entries WHERE id IN
      (SELECT id FROM audit_entries WHERE at < ${instant} ORDER BY at LIMIT ${most})`,
    toColumn(before),
    limit,
  )
}

/** Entries are written in the order of their instants, so that a span of time is a span of ids. */
async function firstIdSince({ db }: Session, at: Instant | undefined): Promise<number | undefined> {
  if (at === undefined) return undefined
  const where = { at: { gte: toColumn(at) } }
  const orderBy = [{ at: 'asc' as const }, { id: 'asc' as const }]
  const first = await db.auditEntry.findFirst({ where, orderBy, select: { id: true } })
  return first?.id ?? BEYOND_ALL
}

/** The largest id there can be. */
const BEYOND_ALL = 2 ** 31 - 1

type Row = {
  id: number
  at: bigint
  operator: string
  verb: string
  target: string
  detail: string
  batch: string | null
}

function toEntry(row: Row): AuditEntry {
  return {
    ...row,
    at: fromColumn(row.at),
    detail: parseJson(detail, row.detail, `detail of audit entry ${row.id}`),
  }
}
