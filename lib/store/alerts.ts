import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, toColumn } from './columns'
import type { Alert as Row } from './generated/sqlite/client'
import type { Session } from './session'

export const ALERT_STATES = ['open', 'acknowledged', 'resolved'] as const
export type AlertState = (typeof ALERT_STATES)[number]

export type StoredAlert = {
  id: string
  code: string
  service: ServiceId
  keyId: KeyId | null
  state: AlertState
  message: string
  since: Instant
  updatedAt: Instant
  acknowledgedAt: Instant | null
  acknowledgedBy: string | null
  snoozedUntil: Instant | null
  resolvedAt: Instant | null
}

/** What an alert is about: at most one of the same subject stands at a time. */
export type AlertSubject = { code: string; service: ServiceId; keyId: KeyId | null }

/**
 * Raises an alert, or renews the message of the one that stands. Two processes that raise the same at once raise one.
 * @returns `isNew`: raised by this call
 */
export async function raiseAlert(
  session: Session,
  { id, message, since, ...subject }: AlertSubject & { id: string; message: string; since: Instant },
): Promise<{ alert: StoredAlert; isNew: boolean }> {
  const standing = standingOf(subject)
  const updatedAt = toColumn(session.now())
  const row = await session.db.alert.upsert({
    where: { standing },
    create: { id, ...subject, message, state: 'open', since: toColumn(since), updatedAt, standing },
    update: { message, updatedAt },
  })
  return { alert: toAlert(row), isNew: row.id === id }
}

/** `null`: no such alert stands. */
export async function resolveAlert(session: Session, subject: AlertSubject): Promise<StoredAlert | null> {
  const standing = standingOf(subject)
  const row = await session.db.alert.findUnique({ where: { standing } })
  if (!row) return null
  const now = toColumn(session.now())
  const { count } = await session.db.alert.updateMany({
    where: { id: row.id, standing },
    data: { state: 'resolved', resolvedAt: now, updatedAt: now, standing: null },
  })
  return count === 0 ? null : findAlert(session, row.id)
}

/** `null`: no such alert is open. */
export function acknowledgeAlert(session: Session, id: string, operator: string): Promise<StoredAlert | null> {
  const data = { state: 'acknowledged', acknowledgedAt: toColumn(session.now()), acknowledgedBy: operator }
  return updateAlert(session, { id, state: 'open' }, data)
}

/** Keeps a standing alert quiet until an instant. `null`: no such alert stands. */
export function snoozeAlert(session: Session, id: string, until: Instant | null): Promise<StoredAlert | null> {
  return updateAlert(session, { id, resolvedAt: null }, { snoozedUntil: toColumn(until) })
}

async function updateAlert(
  session: Session,
  where: { id: string; state?: string; resolvedAt?: null },
  change: Partial<Row>,
): Promise<StoredAlert | null> {
  const data = { ...change, updatedAt: toColumn(session.now()) }
  const { count } = await session.db.alert.updateMany({ where, data })
  return count === 0 ? null : findAlert(session, where.id)
}

export async function findAlert(session: Session, id: string): Promise<StoredAlert | null> {
  const row = await session.db.alert.findUnique({ where: { id } })
  return row && toAlert(row)
}

/** Alerts newest first. @param before the last one of the page before */
export async function listAlerts(
  session: Session,
  filter: {
    service?: ServiceId
    isStanding?: boolean
    before?: { since: Instant; id: string }
    limit: number
  },
): Promise<StoredAlert[]> {
  const { service, isStanding, before, limit } = filter
  const rows = await session.db.alert.findMany({
    where: {
      service,
      ...(isStanding !== undefined && { standing: isStanding ? { not: null } : null }),
      ...(before && {
        OR: [{ since: { lt: toColumn(before.since) } }, { since: toColumn(before.since), id: { lt: before.id } }],
      }),
    },
    orderBy: [{ since: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return rows.map(toAlert)
}

function standingOf({ code, service, keyId }: AlertSubject): string {
  return JSON.stringify([code, service, keyId])
}

function toAlert({ standing: _, ...row }: Row): StoredAlert {
  return {
    ...row,
    state: ALERT_STATES.find(state => state === row.state) ?? 'open',
    since: fromColumn(row.since),
    updatedAt: fromColumn(row.updatedAt),
    acknowledgedAt: fromColumn(row.acknowledgedAt),
    snoozedUntil: fromColumn(row.snoozedUntil),
    resolvedAt: fromColumn(row.resolvedAt),
  }
}
