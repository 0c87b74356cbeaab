import type { ServiceDefinition } from '@/lib/catalog/service'
import { describeServiceSchema } from '@/lib/contract/service'
import { DOTS_MAX, type ServiceDetail, type Services } from '@/lib/contract/services'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { dayResetAt } from '@/lib/engine/quota'
import type { Circuit } from '@/lib/engine/state'
import { type Instant, MINUTE_MS, type ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { findServiceTrouble, type Trouble } from '@/lib/store/key-trouble'
import { findService as findStored, listServices as listStored } from '@/lib/store/services'
import { type ControlContext, requireRole } from './context'
import { troubleView } from './key-detail'
import { sortKeys } from './key-order'
import { iso } from './key-view'
import { offlinePools } from './offline-pools'
import { ownPolicy } from './own-policy'
import { requireService } from './require-service'
import { serviceEntry } from './service-entry'
import { catalogRules, operatorRules } from './service-rules'
import { standingOf } from './standing'

/** Every service known, those without keys included: those with keys first, each in the catalog's order. */
export async function allServices({ ctx }: { ctx: ControlContext }): Promise<Services> {
  requireRole(ctx, 'viewer')
  const now = ctx.now()
  const [pools, stored] = await Promise.all([ctx.live?.pools ?? offlinePools(ctx), listStored(ctx.store)])
  const recent = ctx.live?.recentAttempts(now) ?? new Map()
  const entries = ctx.services.map(service => {
    const settings = stored.find(({ id }) => id === service.id)
    return serviceEntry(service, { pools, settings, recent, now })
  })
  const [used, unused] = [
    entries.filter(({ counts }) => counts.all > 0),
    entries.filter(({ counts }) => counts.all === 0),
  ]
  return { generatedAt: iso(now), services: [...used, ...unused] }
}

/** One service: how it stands, and how it is operated. @throws ControlError `unknown-service` */
export async function oneService(call: { ctx: ControlContext; input: { service: ServiceId } }): Promise<ServiceDetail> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const service = requireService(ctx, input.service)
  const now = ctx.now()
  const [pools, settings] = await Promise.all([ctx.live?.pools ?? offlinePools(ctx), findStored(ctx.store, service.id)])
  const recent = ctx.live?.recentAttempts(now) ?? new Map()
  const trouble = await troubleOf(ctx, pools.circuitToTell(service.id), service.id)
  return {
    ...serviceEntry(service, { pools, settings: settings ?? undefined, recent, now }),
    generatedAt: iso(now),
    lastTrouble: trouble && troubleView(trouble),
    dots: dotsOf(service, pools, now),
    quotaResetAt: hasDailyLimit(pools, service.id) ? iso(dayResetAt(now, service.policy.dayZone)) : null,
    policy: { ...service.policy },
    rules: operatorRules(settings ?? undefined),
    catalogRules: catalogRules(service.id, settings?.definition).map(({ name }) => name),
    description: describeServiceSchema.safeParse(settings?.definition).data ?? null,
    ownPolicy: { ...ownPolicy(service.id, settings?.definition) },
    changed: [...(settings?.origin ? ['origin'] : []), ...Object.keys(settings?.policy ?? {})],
  }
}

/** Failures before the last good answer are over, and so is looking for them. */
async function troubleOf(ctx: ControlContext, circuit: Circuit, service: ServiceId): Promise<Trouble | null> {
  if (circuit.kind === 'closed' && circuit.failuresInRow === 0) return null
  const openedAt = circuit.kind === 'closed' ? ctx.now() : circuit.kind === 'open' ? circuit.openedAt : circuit.since
  return findServiceTrouble(ctx.store, service, openedAt - TROUBLE_BEFORE_MS)
}

/** The failures that open a circuit come within seconds. */
const TROUBLE_BEFORE_MS = 5 * MINUTE_MS

function dotsOf({ id }: ServiceDefinition, pools: Pools, now: Instant): ServiceDetail['dots'] {
  if (pools.keyCount(id) > DOTS_MAX) return []
  const circuitUntil = circuitReturnsAt(pools.stateOf(id).circuit, now)
  const placed = pools.keysOf(id).map(candidate => ({ candidate, standing: standingOf(candidate, circuitUntil, now) }))
  return sortKeys(placed, 'name', false, now).map(({ candidate: { key }, standing }) => {
    return { keyId: key.id, name: key.name, masked: key.masked, standing }
  })
}

function hasDailyLimit(pools: Pools, id: ServiceId): boolean {
  return pools.keysOf(id).some(({ key }) => key.dailyLimit !== null)
}
