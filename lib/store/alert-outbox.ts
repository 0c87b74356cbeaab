import { randomUUID } from 'node:crypto'
import type { Said } from '@/lib/contract/said'
import type { Instant } from '@/lib/engine/vocabulary'
import { type AlertDelivery, toDelivery } from './alert-deliveries'
import { dropBeginnings, notHeld } from './alert-endings'
import { place, toColumn } from './columns'
import type { Prisma } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

/** So many at once are told one by one; more become one message. */
const DIGEST_ABOVE = 3
const BATCH_MAX = 500

/** One message to be sent: deliveries of one channel that this process alone works on until its lease ends. */
export type ClaimedBatch = { batch: string; claim: string; deliveries: readonly AlertDelivery[] }

/** Channels that have something to deliver now. */
export async function dueChannels(session: RawSession): Promise<string[]> {
  // written out, for it is asked every second, where there are no channels too
  const sql = `SELECT DISTINCT channel_id FROM alert_deliveries
    WHERE state = 'pending' AND due_at <= ${place(session, 1)}
    AND (lease_until IS NULL OR lease_until <= ${place(session, 2)})`
  const now = toColumn(session.now())
  const rows = await session.db.$queryRawUnsafe<{ channel_id: string }[]>(sql, now, now)
  return rows.map(row => row.channel_id)
}

/**
 * Takes the next message of a channel for this process; another one may take it once the lease has ended. What is due
 * is put into messages first: a message that was tried keeps its name and its parts. `null`: nothing is due, or others
 * have it.
 */
export async function claimBatch(session: Session, channelId: string, leaseMs: number): Promise<ClaimedBatch | null> {
  await formBatches(session, channelId)
  const first = await session.db.alertDelivery.findFirst({
    where: { ...dueNow(session), channelId, batch: { not: null } },
    // what fails again and again keeps nothing new waiting
    orderBy: [{ tries: 'asc' }, { at: 'asc' }, { id: 'asc' }],
  })
  if (!first?.batch) return null
  const { batch } = first
  const claim = randomUUID()
  const { count } = await session.db.alertDelivery.updateMany({
    where: { ...dueNow(session), channelId, batch },
    data: { claim, leaseUntil: toColumn(session.now() + leaseMs), tries: { increment: 1 } },
  })
  if (count === 0) return null
  const rows = await session.db.alertDelivery.findMany({ where: { claim }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  return { batch, claim, deliveries: rows.map(toDelivery) }
}

/** Ends a claim: delivered, to be tried again at an instant, or given up. A claim that others took over ends nothing. */
export async function endClaim(
  session: Session,
  claim: string,
  end: { kind: 'sent' } | { kind: 'again'; at: Instant; trouble: Said } | { kind: 'failed'; trouble: Said },
): Promise<boolean> {
  const freed = { claim: null, leaseUntil: null }
  const now = toColumn(session.now())
  const data: Prisma.AlertDeliveryUpdateManyMutationInput =
    end.kind === 'sent'
      ? { ...freed, state: 'sent', endedAt: now, trouble: null }
      : end.kind === 'failed'
        ? { ...freed, state: 'failed', endedAt: now, trouble: JSON.stringify(end.trouble) }
        : { ...freed, dueAt: toColumn(end.at), trouble: JSON.stringify(end.trouble) }
  const { count } = await session.db.alertDelivery.updateMany({ where: { claim, state: 'pending' }, data })
  return count > 0
}

/** Tries at once what waits for a channel because it failed before. */
export async function hastenDeliveries(session: Session, channelId: string): Promise<void> {
  const now = toColumn(session.now())
  const where = { channelId, state: 'pending', claim: null, tries: { gt: 0 }, dueAt: { gt: now } }
  await session.db.alertDelivery.updateMany({ where, data: { dueAt: now } })
}

/** Once one of them is due, all that wait without a message are put into one, or into one each. */
async function formBatches(session: Session, channelId: string): Promise<void> {
  const loose = { channelId, state: 'pending', batch: null }
  const due = await session.db.alertDelivery.findFirst({
    where: { ...loose, dueAt: { lte: toColumn(session.now()) } },
    select: { id: true },
  })
  if (!due) return
  const underWay = await dropBeginnings(session, channelId)
  const found = await session.db.alertDelivery.findMany({
    where: { ...loose, NOT: { kind: 'resolved', alertId: { in: underWay } } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true },
    take: BATCH_MAX,
  })
  const groups = found.length > DIGEST_ABOVE ? [found] : found.map(each => [each])
  for (const group of groups) {
    // a name of its own: what another process found beside them must not join a message that is on its way
    const data = { batch: randomUUID(), dueAt: toColumn(session.now()) }
    await session.db.alertDelivery.updateMany({ where: { ...loose, id: { in: group.map(({ id }) => id) } }, data })
  }
}

function dueNow(session: Session): Prisma.AlertDeliveryWhereInput {
  const now = toColumn(session.now())
  return { state: 'pending', dueAt: { lte: now }, OR: notHeld(session) }
}
