import type { z } from 'zod'
import { type AlertState, alertFactSchema, type SaidFact } from '@/lib/contract/alerts'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, jsonOrUndefined, place, toColumn } from './columns'
import type { Prisma, Alert as Row } from './generated/sqlite/client'
import { listRunning } from './server-runs'
import type { RawSession, Session } from './session'

export type StoredAlert = {
  id: string
  code: string
  service: ServiceId
  keyId: KeyId | null
  state: AlertState
  message: string
  /** `null`: raised by a version that kept only the message. */
  fact: SaidFact | null
  since: Instant
  updatedAt: Instant
  acknowledgedAt: Instant | null
  acknowledgedBy: string | null
  snoozedUntil: Instant | null
  resolvedAt: Instant | null
}

/** What an alert is about: at most one of the same subject stands at a time. */
export type AlertSubject = { code: string; service: ServiceId; keyId: KeyId | null }

/** `snoozedUntil` is of the one before, when it comes back soon. */
type Raised = AlertSubject &
  Pick<StoredAlert, 'id' | 'message' | 'fact' | 'since'> &
  Partial<Pick<StoredAlert, 'snoozedUntil'>>

/**
 * Raises an alert, or renews the message of the one that stands. Two processes that raise the same at once raise one.
 * @returns `isNew`: raised by this call
 */
export async function raiseAlert(
  session: Session,
  { id, message, fact, since, snoozedUntil = null, ...subject }: Raised,
): Promise<{ alert: StoredAlert; isNew: boolean }> {
  const standing = standingOf(subject)
  const renewed = {
    ...{ message, fact: fact && JSON.stringify(fact) },
    ...{ updatedAt: toColumn(session.now()), writer: session.writer },
  }
  const row = await session.db.alert.upsert({
    where: { standing },
    create: {
      ...{ id, ...subject, ...renewed, standing, since: toColumn(since) },
      ...{ state: 'open', snoozedUntil: toColumn(snoozedUntil) },
    },
    update: renewed,
  })
  return { alert: toAlert(row, session.now()), isNew: row.id === id }
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

/**
 * Takes it upon this process to tell the channels of an alert. `null`: no such alert stands, or it was told already,
 * here or elsewhere.
 */
export async function claimTelling(session: Session, subject: AlertSubject): Promise<StoredAlert | null> {
  const standing = standingOf(subject)
  const data = { toldAt: toColumn(session.now()) }
  const { count } = await session.db.alert.updateMany({ where: { standing, toldAt: null }, data })
  return count === 0 ? null : findStanding(session, subject)
}

/** Its telling was taken back: it is told again where nothing else says it. */
export async function freeTelling(session: Session, id: string): Promise<void> {
  await session.db.alert.updateMany({ where: { id }, data: { toldAt: null } })
}

/** `null`: no such alert stands. */
export async function findStanding(session: Session, subject: AlertSubject): Promise<StoredAlert | null> {
  const row = await session.db.alert.findUnique({ where: { standing: standingOf(subject) } })
  return row && toAlert(row, session.now())
}

/** `null`: no such alert is open. */
export function acknowledgeAlert(session: Session, id: string, operator: string): Promise<StoredAlert | null> {
  const data = { state: 'acknowledged', acknowledgedAt: toColumn(session.now()), acknowledgedBy: operator }
  return updateAlert(session, { id, state: 'open' }, data)
}

/**
 * Keeps a standing alert quiet until an instant. `null`: no such alert stands.
 * @param from only if it is quiet until then; absent: whatever was said before
 */
export function snoozeAlert(
  session: Session,
  id: string,
  until: Instant | null,
  from?: Instant | null,
): Promise<StoredAlert | null> {
  const asBefore = from === undefined ? {} : { snoozedUntil: toColumn(from) }
  return updateAlert(session, { id, resolvedAt: null, ...asBefore }, { snoozedUntil: toColumn(until) })
}

/** Lets nobody else change an alert until the transaction ends: call it before what a change is made from is read. */
export async function holdAlert(session: Session, id: string): Promise<void> {
  await session.db.alert.updateMany({ where: { id }, data: { id } })
}

async function updateAlert(
  session: Session,
  where: { id: string; state?: string; resolvedAt?: null; snoozedUntil?: bigint | null },
  change: Partial<Row>,
): Promise<StoredAlert | null> {
  const data = { ...change, updatedAt: toColumn(session.now()) }
  const { count } = await session.db.alert.updateMany({ where, data })
  return count === 0 ? null : findAlert(session, where.id)
}

export async function findAlert(session: Session, id: string): Promise<StoredAlert | null> {
  const row = await session.db.alert.findUnique({ where: { id } })
  return row && toAlert(row, session.now())
}

/** Alerts newest first. @param before the last one of the page before */
export async function listAlerts(
  session: Session,
  filter: {
    service?: ServiceId | undefined
    isStanding?: boolean
    /** Whatever is not resolved; `resolved` is the opposite of standing. */
    state?: AlertState
    codes?: readonly string[]
    without?: readonly string[]
    before?: { since: Instant; id: string } | undefined
    limit: number
  },
): Promise<StoredAlert[]> {
  const { service, isStanding, state, codes, without, before, limit } = filter
  const where: Prisma.AlertWhereInput = {
    service,
    ...(isStanding !== undefined && { standing: isStanding ? { not: null } : null }),
    ...(codes && { code: { in: [...codes] } }),
    ...(without && { id: { notIn: [...without] } }),
    AND: state === undefined ? [] : [inState(state, session.now())],
    ...(before && {
      since: { lte: toColumn(before.since) },
      OR: [{ since: { lt: toColumn(before.since) } }, { id: { lt: before.id } }],
    }),
  }
  const rows = await session.db.alert.findMany({ where, orderBy: [{ since: 'desc' }, { id: 'desc' }], take: limit })
  return rows.map(row => toAlert(row, session.now()))
}

/** Whether any alert stands: where none does, whoever watches need not load the models to learn so. */
async function isAnyStanding(session: RawSession): Promise<boolean> {
  const rows = await session.db.$queryRawUnsafe<unknown[]>('SELECT 1 FROM alerts WHERE standing IS NOT NULL LIMIT 1')
  return rows.length > 0
}

/** All alerts that stand, the latest first. */
export async function listStanding(session: Session, limit: number): Promise<StoredAlert[]> {
  return (await isAnyStanding(session)) ? listAlerts(session, { isStanding: true, limit }) : []
}

/** Standing alerts of which nobody who runs said so last. */
export async function listAbandoned(session: Session, limit: number): Promise<StoredAlert[]> {
  if (!(await isAnyStanding(session))) return []
  const writers = [session.writer, ...(await listRunning(session))]
  const where = { standing: { not: null }, OR: [{ writer: null }, { writer: { notIn: writers } }] }
  const rows = await session.db.alert.findMany({ where, orderBy: [{ since: 'desc' }, { id: 'desc' }], take: limit })
  return rows.map(row => toAlert(row, session.now()))
}

/** What stood once is over, and nobody is told so: what holds still is raised anew. */
export async function endAllAlerts(session: Session): Promise<void> {
  const now = toColumn(session.now())
  await session.db.alert.updateMany({
    where: { standing: { not: null } },
    data: { state: 'resolved', resolvedAt: now, updatedAt: now, standing: null },
  })
}

/** Whoever looks next takes over what this process raised. */
export async function abandonAlerts(session: RawSession): Promise<void> {
  const sql = `UPDATE alerts SET writer = NULL WHERE standing IS NOT NULL AND writer = ${place(session, 1)}`
  await session.db.$executeRawUnsafe(sql, session.writer)
}

/** How many stand in each state, but for some. */
export async function countStanding(
  session: Session,
  { service, without }: { service?: ServiceId | undefined; without: readonly StoredAlert[] },
): Promise<Record<StandingState, number>> {
  const standing = { service, standing: { not: null } }
  const where = { ...standing, snoozedUntil: { gt: toColumn(session.now()) } }
  const all = await session.db.alert.groupBy({ by: ['state'], where: standing, _count: true })
  const asleep = await session.db.alert.groupBy({ by: ['state'], where, _count: true })
  const of = (rows: typeof all, state: string) => rows.find(row => row.state === state)?._count ?? 0
  const left = (state: StandingState) => without.filter(each => each.state === state && isOf(each, service)).length
  return {
    open: of(all, 'open') - of(asleep, 'open') - left('open'),
    acknowledged: of(all, 'acknowledged') - of(asleep, 'acknowledged') - left('acknowledged'),
    snoozed: of(asleep, 'open') + of(asleep, 'acknowledged') - left('snoozed'),
  }
}

function isOf(alert: StoredAlert, service: ServiceId | undefined): boolean {
  return service === undefined || alert.service === service
}

type StandingState = Exclude<AlertState, 'resolved'>

/** Forgets alerts that were over before an instant, at most `limit` of them, and returns how many. */
export function purgeAlerts(session: RawSession, before: Instant, limit: number): Promise<number> {
  const [until, most] = [place(session, 1), place(session, 2)]
  const sql = `DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE resolved_at < ${until} LIMIT ${most})`
  return session.db.$executeRawUnsafe(sql, toColumn(before), toColumn(limit))
}

/** As `toAlert` reads it. */
function inState(state: AlertState, now: Instant): Prisma.AlertWhereInput {
  // not by `standing`: its index would find them all, to be sorted
  if (state === 'resolved') return { resolvedAt: { not: null } }
  const standing = { not: null }
  if (state === 'snoozed') return { standing, snoozedUntil: { gt: toColumn(now) } }
  return { standing, state, OR: [{ snoozedUntil: null }, { snoozedUntil: { lte: toColumn(now) } }] }
}

function standingOf({ code, service, keyId }: AlertSubject): string {
  return JSON.stringify([code, service, keyId])
}

function toAlert({ standing, fact, toldAt: _, writer: __, ...row }: Row, now: Instant): StoredAlert {
  const snoozedUntil = fromColumn(row.snoozedUntil)
  const acknowledged = row.acknowledgedAt === null ? 'open' : 'acknowledged'
  const isSnoozed = snoozedUntil !== null && snoozedUntil > now
  return {
    ...row,
    state: standing === null ? 'resolved' : isSnoozed ? 'snoozed' : acknowledged,
    fact: fact === null ? null : readFact(fact),
    since: fromColumn(row.since),
    updatedAt: fromColumn(row.updatedAt),
    acknowledgedAt: fromColumn(row.acknowledgedAt),
    snoozedUntil,
    resolvedAt: fromColumn(row.resolvedAt),
  }
}

/** A fact of a newer version is not an error: its message still tells it. */
function readFact(text: string): z.infer<typeof alertFactSchema> | null {
  return alertFactSchema.safeParse(jsonOrUndefined(text)).data ?? null
}
