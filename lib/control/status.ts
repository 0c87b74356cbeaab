import { z } from 'zod'
import { serviceIdSchema } from '@/lib/contract/key-import'
import type { Status } from '@/lib/contract/status'
import { HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import { listAlerts } from '@/lib/store/alerts'
import { countAttempts } from '@/lib/store/rollups'
import type { Session } from '@/lib/store/session'
import { alertRulesInForce } from './alert-rules'
import { type ControlContext, requireRole } from './context'
import { offlinePools } from './offline-pools'
import { countsAsSuccess, type RecentAttempts } from './pool-facts'
import { requireService } from './require-service'
import { statusView } from './status-view'

export const statusInputSchema = z.strictObject({
  service: serviceIdSchema.optional(),
  /** How many keys of each service are listed, by priority and name; absent: all. What is counted counts all. */
  limit: z.coerce.number().int().min(1).max(100_000).optional(),
})

const STANDING_ALERTS_MAX = 1000

/** What works, what rests and until when, of all services or of one. @throws ControlError `unknown-service` */
export async function status(call: {
  ctx: ControlContext
  input: z.output<typeof statusInputSchema>
}): Promise<Status> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  if (input.service !== undefined) requireService(ctx, input.service)
  const now = ctx.now()
  const [pools, recent, standing, alertRulesOf] = await Promise.all([
    ctx.live?.pools ?? offlinePools(ctx),
    ctx.live?.recentAttempts(now) ?? storedAttempts(ctx.store, now),
    listAlerts(ctx.store, { isStanding: true, limit: STANDING_ALERTS_MAX }),
    alertRulesInForce(ctx.store),
  ])
  const sources = { pools, labels: ctx.services, recent, standing, alertRulesOf, now }
  const view = statusView({ ...sources, limit: input.limit })
  return input.service === undefined ? view : onlyOf(view, input.service)
}

/** The last hour by whole minutes, the running one included. Refusals of the gateway itself are no attempts. */
async function storedAttempts(session: Session, now: Instant): Promise<RecentAttempts> {
  const counts = await countAttempts(session, { grain: 'minute', since: now - HOUR_MS, until: now + HOUR_MS })
  const recent = new Map<string, { attempts: number; successes: number }>()
  for (const { service, outcome, attempts } of counts) {
    if (outcome === 'refused') continue
    const sum = recent.get(service) ?? { attempts: 0, successes: 0 }
    sum.attempts += attempts
    if (countsAsSuccess(outcome)) sum.successes += attempts
    recent.set(service, sum)
  }
  return recent
}

function onlyOf(view: Status, service: string): Status {
  const services = Object.fromEntries(Object.entries(view.services).filter(([id]) => id === service))
  return { ...view, services, alerts: view.alerts.filter(alert => alert.service === service) }
}
