import { z } from 'zod'
import { DELIVERY_STATES, NOTICE_KINDS } from '@/lib/contract/alert-channels'
import { type AlertNotice, alertNoticeSchema } from '@/lib/contract/alert-notice'
import { type Said, saidSchema } from '@/lib/contract/said'
import type { Instant } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, place, toColumn } from './columns'
import type { AlertDelivery as Row } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

/** What a channel is to say of one alert, and what became of it. */
export type AlertDelivery = {
  id: string
  channelId: string
  alertId: string
  kind: AlertNotice['kind']
  notice: AlertNotice
  at: Instant
  dueAt: Instant
  state: (typeof DELIVERY_STATES)[number]
  tries: number
  /** The message it is a part of, once it was put into one. */
  batch: string | null
  trouble: Said | null
  endedAt: Instant | null
}

export type NewDelivery = Pick<AlertDelivery, 'id' | 'channelId' | 'notice' | 'dueAt'> & {
  /** Which time of its kind; the same twice is put in once. */
  time: string
}

/** Puts deliveries into the outbox, each once, whoever else does so at the same time. */
export async function addDeliveries(session: Session, deliveries: readonly NewDelivery[]): Promise<void> {
  for (const { id, channelId, notice, dueAt, time } of deliveries) {
    const occurrence = JSON.stringify([notice.alertId, notice.kind, channelId, time])
    const { alertId, kind } = notice
    const row = { id, channelId, alertId, kind, occurrence, content: JSON.stringify(notice) }
    await session.db.alertDelivery.upsert({
      where: { occurrence },
      create: { ...row, at: toColumn(session.now()), dueAt: toColumn(dueAt), state: 'pending' },
      // nothing to renew: the same name again keeps the statement one
      update: { occurrence },
    })
  }
}

/** Takes back from channels what an alert's raise was about to tell them. @returns whether there was any */
export async function withdrawRaise(
  session: Session,
  alertId: string,
  channelIds: readonly string[],
): Promise<boolean> {
  const where = { alertId, kind: 'raised', state: 'pending', batch: null, channelId: { in: [...channelIds] } }
  const { count } = await session.db.alertDelivery.deleteMany({ where })
  return count > 0
}

/** The channels that were told, or are to be told, of an alert. */
export async function channelsTold(session: Session, alertId: string): Promise<string[]> {
  const rows = await session.db.alertDelivery.findMany({
    where: { alertId, kind: { in: ['raised', 'reminded'] }, state: { in: ['pending', 'sent'] } },
    select: { channelId: true },
    distinct: ['channelId'],
  })
  return rows.map(({ channelId }) => channelId)
}

/** What became of an alert's deliveries, oldest first. */
export async function listDeliveries(session: Session, filter: { alertId: string; limit: number }) {
  const { alertId, limit } = filter
  const rows = await session.db.alertDelivery.findMany({
    where: { alertId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: limit,
  })
  return rows.map(toDelivery)
}

/** How much waits, by channel, and when the first of it is tried. */
export async function countWaiting(session: Session): Promise<Map<string, { count: number; nextAt: Instant }>> {
  const rows = await session.db.alertDelivery.groupBy({
    by: ['channelId'],
    where: { state: 'pending' },
    _count: true,
    _min: { dueAt: true },
  })
  return new Map(
    rows.map(({ channelId, _count, _min }) => [channelId, { count: _count, nextAt: fromColumn(_min.dueAt ?? 0n) }]),
  )
}

/** Says no more what still waits for a channel. @returns when that was, for `recallDeliveries` */
export async function dropDeliveries(session: Session, channelId: string): Promise<Instant> {
  const at = session.now()
  await session.db.alertDelivery.updateMany({
    where: { channelId, state: 'pending' },
    data: { state: 'dropped', endedAt: toColumn(at), claim: null, leaseUntil: null },
  })
  return at
}

/** Says after all what a channel was not told at an instant, of the alerts that still stand. */
export async function recallDeliveries(session: Session, channelId: string, droppedAt: Instant): Promise<void> {
  const [now, channel, at] = [1, 2, 3].map(number => place(session, number))
  const sql = `UPDATE alert_deliveries SET state = 'pending', ended_at = NULL, due_at = ${now}
    WHERE channel_id = ${channel} AND state = 'dropped' AND ended_at = ${at}
      AND alert_id IN (SELECT id FROM alerts WHERE standing IS NOT NULL)`
  await session.db.$executeRawUnsafe(sql, toColumn(session.now()), channelId, toColumn(droppedAt))
}

/** Nothing that waits is sent any more: whoever was to hear of it has long done so. */
export async function dropAllDeliveries(session: Session): Promise<void> {
  await session.db.alertDelivery.updateMany({
    where: { state: 'pending' },
    data: { state: 'dropped', endedAt: toColumn(session.now()), claim: null, leaseUntil: null },
  })
}

/** Forgets what ended before an instant, at most `limit` of it, and returns how much. */
export function purgeDeliveries(session: RawSession, before: Instant, limit: number): Promise<number> {
  const old = `SELECT id FROM alert_deliveries
    WHERE at < ${place(session, 1)} AND state <> 'pending' LIMIT ${place(session, 2)}`
  const sql = `DELETE FROM alert_deliveries WHERE id IN (${old})`
  return session.db.$executeRawUnsafe(sql, toColumn(before), toColumn(limit))
}

export function toDelivery(row: Row): AlertDelivery {
  return {
    ...{ id: row.id, channelId: row.channelId, alertId: row.alertId, tries: row.tries, batch: row.batch },
    kind: z.enum(NOTICE_KINDS).parse(row.kind),
    state: z.enum(DELIVERY_STATES).parse(row.state),
    notice: parseJson(alertNoticeSchema, row.content, `delivery ${row.id}`),
    at: fromColumn(row.at),
    dueAt: fromColumn(row.dueAt),
    trouble: row.trouble === null ? null : parseJson(saidSchema, row.trouble, `trouble of delivery ${row.id}`),
    endedAt: fromColumn(row.endedAt),
  }
}
