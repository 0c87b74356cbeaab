import type { z } from 'zod'
import type { ServiceDefinition } from '@/lib/catalog/service'
import {
  type Lab,
  minutesToMs,
  REHEARSED_KEYS_MAX,
  type RehearsalAnswer,
  type rehearsalInputSchema,
} from '@/lib/contract/lab'
import type { Key } from '@/lib/engine/vocabulary'
import { REHEARSED_MIXES } from '@/lib/lab/mix-steps'
import type { Rehearsal } from '@/lib/lab/rehearsal'
import { rehearse as play } from '@/lib/lab/rehearse'
import { isPlayed } from '@/lib/lab/stage'
import { findService as findStored } from '@/lib/store/services'
import { alertRulesInForce } from './alert-rules'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { AlertWatch } from './lab-alerts'
import { offlinePools } from './offline-pools'
import { ownPolicy, withPolicyChange } from './own-policy'
import { requireService } from './require-service'

/** Half of the requests want a stream: each kind meets mishaps of its own. */
const STREAM_SHARE = 0.5

/** What can be rehearsed: the mixes of faults, and the services that have keys. */
export async function lab({ ctx }: { ctx: ControlContext }): Promise<Lab> {
  requireRole(ctx, 'viewer')
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const services = ctx.services.map(({ id, label, policy }) => {
    const keyCount = pools.keysOf(id).filter(({ state }) => state.status === 'active').length
    return { id, label, strategy: policy.strategy, keyCount, isPlayed: isPlayed(id) }
  })
  return {
    mixes: REHEARSED_MIXES.map(({ name, about, cycleMs }) => ({ name, about, cycleMs })),
    services: services.filter(({ keyCount }) => keyCount > 0),
  }
}

/**
 * Plays traffic and a mix of faults against a copy of a service's active keys, each with a clean slate, and tells what
 * callers would have seen. In virtual time, in turns with whatever else this process does; nothing that serves is touched.
 * @throws ControlError `unknown-service`, `invalid-input` (no such mix, not played), `conflict` (no active key, or another rehearsal)
 */
export async function rehearse(call: {
  ctx: ControlContext
  input: z.output<typeof rehearsalInputSchema>
}): Promise<RehearsalAnswer> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const mix = requireMix(input.mix)
  const service = requirePlayed(requireService(ctx, input.service))
  const keys = await activeKeys(ctx, service)
  const shown = evenly(keys, REHEARSED_KEYS_MAX)
  const rehearsal = await rehearsalOf(ctx, service, shown, mix, input)
  const watch = new AlertWatch(rehearsal.startAt, await alertRulesInForce(ctx.store))
  const run = () => play(rehearsal, watch.look, () => ctx.signal?.aborted ?? false)
  const turns = ctx.live?.rehearsals ?? { take: async () => ({ answer: await run() }) }
  const played = await turns.take(run)
  if (played === null) throw new ControlError('conflict', 'A rehearsal is under way.', { said: { key: 'labTaken' } })
  const nameOf = new Map(shown.map(({ id, name, masked }) => [id, { name, masked }]))
  return {
    ...played.answer,
    mix: mix.name,
    durationMs: rehearsal.durationMs,
    keyCount: keys.length,
    keys: played.answer.keys.map(key => ({ ...key, ...(nameOf.get(key.id) ?? { name: key.id, masked: '' }) })),
    ...watch.report(),
  }
}

async function rehearsalOf(
  ctx: ControlContext,
  service: ServiceDefinition,
  keys: readonly Key[],
  mix: Rehearsal['mix'],
  input: z.output<typeof rehearsalInputSchema>,
): Promise<Rehearsal> {
  const stored = await findStored(ctx.store, service.id)
  const own = ownPolicy(service.id, stored?.definition)
  const tried = { ...own, ...withPolicyChange(stored?.policy ?? {}, input.policy) }
  const policy = input.strategy === undefined ? tried : { ...tried, strategy: input.strategy }
  const { requestsPerSecond, upstreamPerMinute, upstreamPerDay, latencyMs, seed } = input
  return {
    service: { ...service, policy },
    ...{ keys, mix, requestsPerSecond, upstreamPerMinute, upstreamPerDay, latencyMs, seed },
    durationMs: minutesToMs(input.minutes),
    streamShare: STREAM_SHARE,
    startAt: ctx.now(),
  }
}

function requireMix(name: string): Rehearsal['mix'] {
  const mix = REHEARSED_MIXES.find(each => each.name === name)
  if (mix) return mix
  const names = REHEARSED_MIXES.map(({ name: each }) => each).join(', ')
  throw new ControlError('invalid-input', `No mix is named ${name}; there are ${names}.`, {
    said: { key: 'noSuchMix', values: { name, names } },
  })
}

function requirePlayed(service: ServiceDefinition): ServiceDefinition {
  if (isPlayed(service.id)) return service
  throw new ControlError('invalid-input', `The simulator does not play ${service.label}.`, {
    said: { key: 'notPlayed', values: { service: service.label } },
  })
}

async function activeKeys(ctx: ControlContext, { id, label }: ServiceDefinition): Promise<Key[]> {
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const keys = pools.keysOf(id).filter(({ state }) => state.status === 'active')
  if (keys.length > 0) return keys.map(({ key }) => key)
  throw new ControlError('conflict', `${label} has no active key to rehearse with.`, {
    said: { key: 'nothingToRehearse', values: { service: label } },
  })
}

/** At most so many, from the first to the last at even steps. */
function evenly(keys: readonly Key[], most: number): Key[] {
  const step = Math.max(1, keys.length / most)
  return keys.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step))
}
