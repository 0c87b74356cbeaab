import type { z } from 'zod'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Warning, Warnings, warningsInputSchema } from '@/lib/contract/warnings'
import type { AlertRulesOf } from '@/lib/engine/alert-rules'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type AlertChannel, listChannels } from '@/lib/store/alert-channels'
import { countKeys } from '@/lib/store/key-counts'
import { listServices as listStored, type ServiceSettings } from '@/lib/store/services'
import { type ClientToken, listTokens } from '@/lib/store/tokens'
import { alertRulesInForce } from './alert-rules'
import { type ControlContext, requireRole } from './context'
import { deadChannels } from './dead-channels'
import { deadKeys } from './dead-keys'
import { deadPolicy } from './dead-policies'
import { deadTokens } from './dead-tokens'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'

const SHOWN_MAX = 50

/**
 * Configuration that can never serve, or has no effect: of all, or of one service (with the tokens that are limited to
 * it). @throws ControlError `unknown-service`
 */
export async function warnings(call: {
  ctx: ControlContext
  input: z.output<typeof warningsInputSchema>
}): Promise<Warnings> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  if (input.service !== undefined) requireService(ctx, input.service)
  const [pools, stored, tokens, keyCounts, channels, rulesOf] = await Promise.all([
    ctx.live?.pools ?? offlinePools(ctx),
    listStored(ctx.store),
    listTokens(ctx.store),
    countKeys(ctx.store),
    listChannels(ctx.store),
    alertRulesInForce(ctx.store),
  ])
  const telling = { channels, rulesOf }
  const found = deadConfiguration({ services: ctx.services, pools, stored, tokens, keyCounts, telling, now: ctx.now() })
  const meant = found.filter(({ service }) => input.service === undefined || service === input.service)
  return { warnings: meant.slice(0, SHOWN_MAX), total: meant.length }
}

export type Configuration = {
  services: readonly ServiceDefinition[]
  pools: Pools
  stored: readonly ServiceSettings[]
  tokens: readonly ClientToken[]
  /** Keys kept, by service. */
  keyCounts: ReadonlyMap<ServiceId, number>
  /** Who is told of alerts, and when there are any; absent: nobody. */
  telling?: { channels: readonly AlertChannel[]; rulesOf: AlertRulesOf }
  now: Instant
}

/** Everything in a configuration that cannot do what it was made for, the dead first. Pure. */
export function deadConfiguration(configuration: Configuration): Warning[] {
  const { services, pools, tokens, keyCounts, telling, now } = configuration
  const known = new Map(services.map(({ id, label }) => [id, { label, keyCount: keyCounts.get(id) ?? 0 }]))
  const found = [
    ...strayKeys(configuration),
    ...deadTokens(tokens, known, now),
    ...(telling ? deadChannels({ ...telling, services: known }) : []),
    ...services.flatMap(service => {
      const { id, label, policy } = service
      if (pools.keyCount(id) === 0) return emptyService(service, configuration)
      const keys = pools.keysOf(id)
      return [...deadKeys({ id, label, strategy: policy.strategy, keys }, now), ...deadPolicy({ id, label, policy })]
    }),
    ...services.flatMap(service => overriddenOrigin(service, configuration)),
  ]
  return [...found.filter(({ weight }) => weight === 'dead'), ...found.filter(({ weight }) => weight === 'idle')]
}

function strayKeys({ services, keyCounts }: Configuration): Warning[] {
  return [...keyCounts]
    .filter(([id]) => !services.some(service => service.id === id))
    .map(([id, count]) => ({ code: 'unknown-service', weight: 'dead', service: null, values: { service: id, count } }))
}

/** A service somebody set up, though it has no key; those that merely come with Keywheel are nobody's mistake. */
function emptyService({ id, label, envName }: ServiceDefinition, { stored }: Configuration): Warning[] {
  const settings = stored.find(each => each.id === id)
  if (!settings) return []
  const isDescribed = settings.definition !== null
  return [
    {
      code: 'service-without-keys',
      weight: isDescribed ? 'dead' : 'idle',
      service: id,
      values: { label, variable: envName },
    },
  ]
}

function overriddenOrigin({ id, label, origin }: ServiceDefinition, { stored }: Configuration): Warning[] {
  const own = stored.find(each => each.id === id)?.origin ?? null
  if (own === null || own === origin) return []
  return [{ code: 'origin-overridden', weight: 'idle', service: id, values: { label, own, origin } }]
}
