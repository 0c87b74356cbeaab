import { toColumn } from './columns'
import type { Prisma } from './generated/sqlite/client'
import type { Session } from './session'

const ENDS_MAX = 500
const BEGINNINGS = ['raised', 'reminded']

/**
 * Says no more that an alert began, nor reminds of it, once its end is to be said; and no end of what nobody was told.
 * What was tried may have been heard: its end is told.
 * @returns alerts whose beginning is being told right now, so that their end has to wait
 */
export async function dropBeginnings(session: Session, channelId: string): Promise<string[]> {
  const endings = { channelId, state: 'pending', kind: 'resolved', batch: null }
  const ends = await session.db.alertDelivery.findMany({ where: endings, select: { alertId: true }, take: ENDS_MAX })
  if (ends.length === 0) return []
  const alertIds = ends.map(({ alertId }) => alertId)
  await dropStale(session, channelId, alertIds)
  const said = await session.db.alertDelivery.findMany({
    where: {
      ...{ channelId, alertId: { in: alertIds }, kind: { in: BEGINNINGS } },
      OR: [{ state: { in: ['pending', 'sent'] } }, { tries: { gt: 0 } }],
    },
    select: { alertId: true, state: true },
  })
  const heard = new Set(said.map(({ alertId }) => alertId))
  const unheard = { in: alertIds.filter(alertId => !heard.has(alertId)) }
  await session.db.alertDelivery.updateMany({ where: { ...endings, alertId: unheard }, data: dropped(session) })
  return said.filter(({ state }) => state === 'pending').map(({ alertId }) => alertId)
}

async function dropStale(session: Session, channelId: string, alertIds: readonly string[]): Promise<void> {
  const free = { channelId, state: 'pending', OR: notHeld(session) }
  const where = { ...free, kind: { in: BEGINNINGS }, alertId: { in: [...alertIds] } }
  const stale = await session.db.alertDelivery.findMany({ where, select: { batch: true } })
  await session.db.alertDelivery.updateMany({ where, data: dropped(session) })
  // the rest of a message that lost a part is another message
  const batch = { in: stale.flatMap(each => each.batch ?? []) }
  await session.db.alertDelivery.updateMany({ where: { ...free, batch }, data: { batch: null } })
}

function dropped(session: Session) {
  return { state: 'dropped', endedAt: toColumn(session.now()), claim: null, leaseUntil: null }
}

/** Nobody works on it, or whoever did is gone. */
export function notHeld(session: Session): Prisma.AlertDeliveryWhereInput[] {
  return [{ leaseUntil: null }, { leaseUntil: { lte: toColumn(session.now()) } }]
}
