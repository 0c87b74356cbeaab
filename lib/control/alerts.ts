import type { AlertPage, AlertQuestion, AlertSelection, AlertView, Snooze, SnoozedAlert } from '@/lib/contract/alerts'
import { ECHOING_CODES, withoutEchoes } from '@/lib/engine/alert-rules'
import type { Instant } from '@/lib/engine/vocabulary'
import {
  acknowledgeAlert as acknowledgeStored,
  countStanding,
  findAlert,
  holdAlert,
  listAlerts as listStored,
  type StoredAlert,
  snoozeAlert as snoozeStored,
} from '@/lib/store/alerts'
import { listOperators } from '@/lib/store/operators'
import type { Session } from '@/lib/store/session'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { readCursor, writeCursor } from './cursor'
import { requireAhead } from './expiry'
import { iso, isoOrNull } from './key-view'

/** Each service has three of them at most. */
const OF_SERVICES_MAX = 1000

/**
 * Alerts of one state, newest first, page by page. What a stronger one of the same service says as well is left out
 * while both stand.
 */
export async function listAlerts(call: { ctx: ControlContext; input: AlertQuestion }): Promise<AlertPage> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { service, state, limit } = input
  const before = input.before === undefined ? undefined : cursorOf(input.before)
  const without = await echoesIn(ctx.store)
  const withoutIds = without.map(({ id }) => id)
  const rows = await listStored(ctx.store, { service, state, without: withoutIds, before, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    generatedAt: iso(ctx.now()),
    alerts: await viewsOf(ctx, shown),
    next: rows.length > limit && last ? writeCursor([last.since, last.id]) : null,
    counts: await countStanding(ctx.store, { service, without }),
  }
}

/** How many stand that nobody acknowledged or snoozed. */
export async function countOpenAlerts(session: Session): Promise<number> {
  return (await countStanding(session, { without: await echoesIn(session) })).open
}

/** Of the standing alerts those that a stronger one says as well; only alerts of services as a whole do. */
export async function echoesIn(session: Session): Promise<StoredAlert[]> {
  const standing = await listStored(session, { isStanding: true, codes: ECHOING_CODES, limit: OF_SERVICES_MAX })
  const told = new Set(withoutEchoes(standing))
  return standing.filter(alert => !told.has(alert))
}

/** Says that somebody has seen it: only its end is still told. @throws ControlError `not-found`, `conflict` */
export async function acknowledgeAlert(call: { ctx: ControlContext; input: AlertSelection }): Promise<AlertView> {
  const { ctx, input } = call
  const { view } = await steerAlert(ctx, input, 'acknowledgeAlert', async session => {
    return { alert: await acknowledgeStored(session, input.alertId, ctx.operator.id), said: {} }
  })
  return view
}

/**
 * Keeps a standing alert quiet until an instant; `null` ends that. `auditId` is for an undo.
 * @throws ControlError `invalid-input`, `not-found`, `conflict`
 */
export async function snoozeAlert(call: { ctx: ControlContext; input: Snooze }): Promise<SnoozedAlert> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const until = input.until === null ? null : Date.parse(input.until)
  requireAhead(ctx, until)
  const { view, auditId } = await steerAlert(ctx, input, 'snoozeAlert', async session => {
    await holdAlert(session, input.alertId)
    const was = await findAlert(session, input.alertId)
    const before = { until: isoOrNull(was?.snoozedUntil ?? null) }
    const alert = await snoozeStored(session, input.alertId, until)
    return { alert, said: { before, after: { until: isoOrNull(until) } } }
  })
  return { ...view, auditId }
}

type Steered = { alert: StoredAlert | null; said: Readonly<Record<string, unknown>> }

async function steerAlert(
  ctx: ControlContext,
  { alertId }: AlertSelection,
  verb: string,
  steer: (session: Session) => Promise<Steered>,
): Promise<{ view: AlertView; auditId: number | null }> {
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const { alert, said } = await steer(session)
    if (!alert) throw await whyNot(session, alertId)
    const { code, service, keyId } = alert
    const detail = { code, service, keyId, ...said }
    return { answer: alert, deed: { verb, target: alertId, detail, change: { kind: 'alerts-changed' as const } } }
  })
  const [view] = await viewsOf(ctx, [answer])
  if (!view) throw noSuchAlert()
  return { view, auditId }
}

async function whyNot(session: Session, id: string): Promise<ControlError> {
  const alert = await findAlert(session, id)
  if (!alert) return noSuchAlert()
  if (alert.state === 'resolved') {
    return new ControlError('conflict', 'This alert is over already.', { said: { key: 'alertOver' } })
  }
  const message = 'Somebody has acknowledged this alert already.'
  return new ControlError('conflict', message, { said: { key: 'alertSeen' } })
}

function noSuchAlert(): ControlError {
  return new ControlError('not-found', 'There is no alert with this id.', { said: { key: 'alertGone' } })
}

async function viewsOf(ctx: ControlContext, alerts: readonly StoredAlert[]): Promise<AlertView[]> {
  const isNamed = alerts.some(({ acknowledgedBy }) => acknowledgedBy !== null)
  const operators = isNamed ? await listOperators(ctx.store) : []
  const emailOf = new Map(operators.map(({ id, email }) => [id, email]))
  const labelOf = new Map(ctx.services.map(({ id, label }) => [id, label]))
  return alerts.map(({ updatedAt: _, ...alert }) => ({
    ...alert,
    serviceLabel: labelOf.get(alert.service) ?? alert.service,
    since: iso(alert.since),
    acknowledgedAt: isoOrNull(alert.acknowledgedAt),
    acknowledgedBy: alert.acknowledgedBy && (emailOf.get(alert.acknowledgedBy) ?? alert.acknowledgedBy),
    snoozedUntil: isoOrNull(alert.snoozedUntil),
    resolvedAt: isoOrNull(alert.resolvedAt),
  }))
}

function cursorOf(text: string): { since: Instant; id: string } {
  const [since, id] = readCursor(text)
  if (typeof since !== 'number' || typeof id !== 'string') {
    throw new ControlError('invalid-input', 'before: wanted the `next` of a page')
  }
  return { since, id }
}
