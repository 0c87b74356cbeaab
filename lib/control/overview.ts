import type { AlertView } from '@/lib/contract/alerts'
import type { Overview } from '@/lib/contract/overview'
import { listAlerts } from '@/lib/store/alerts'
import { echoesIn } from './alerts'
import { type ControlContext, requireRole } from './context'
import { iso } from './key-view'
import { offlinePools } from './offline-pools'
import { overviewView } from './overview-view'
import type { Recently } from './traffic'

/** As many as a person reads before doing something about them, of the newest that stand. */
const ALERTS_SHOWN = 20

const NOTHING: Recently = { attempts: new Map(), traffic: { minutes: [], services: new Map() }, news: [] }

/**
 * What a person asks first: who serves, what is wrong, what comes next. Bounded, however many keys there are. Outside
 * a running server nothing is known of the traffic.
 */
export async function overview({ ctx }: { ctx: ControlContext; input: object }): Promise<Overview> {
  requireRole(ctx, 'viewer')
  const alerts = await alertsOf(ctx)
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  await ctx.live?.tallies?.catchUp(pools, ctx.now, othersTurn)
  const now = ctx.now()
  const { attempts, traffic, news } = ctx.live?.recently(now) ?? NOTHING
  return overviewView({
    pools,
    labels: ctx.services,
    recent: attempts,
    traffic,
    alerts,
    news,
    now,
    historyOf: ctx.live?.historyOf,
    tallies: ctx.live?.tallies,
  })
}

function othersTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** The newest of the alerts that are open, without what a stronger one of the same service says as well. */
export async function alertsOf({ store, services }: Pick<ControlContext, 'store' | 'services'>): Promise<AlertView[]> {
  const without = (await echoesIn(store)).map(({ id }) => id)
  const open = await listAlerts(store, { state: 'open', without, limit: ALERTS_SHOWN })
  return open.map(alert => {
    const { id, code, service, keyId, state, message, fact, since } = alert
    const serviceLabel = services.find(each => each.id === service)?.label ?? service
    const ends = { acknowledgedAt: null, acknowledgedBy: null, snoozedUntil: null, resolvedAt: null }
    return { id, code, service, serviceLabel, keyId, state, message, fact, since: iso(since), ...ends }
  })
}
