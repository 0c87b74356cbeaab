import type { ResetInput } from '@/lib/contract/reset'
import { RESET_KEYS_SHOWN_MAX, type ResetPreview } from '@/lib/contract/reset-preview'
import type { Candidate } from '@/lib/engine/select'
import type { Instant } from '@/lib/engine/vocabulary'
import { type ControlContext, requireRole } from './context'
import { nameOf } from './key-name'
import { iso, isoOrNull } from './key-view'
import { offlinePools } from './offline-pools'
import { restsOf, statusOf } from './pool-facts'
import { requireService } from './require-service'
import { resettable } from './reset'

/** Which keys a reset would bring back, which rests it would cut short and until when, and what reviews it would end. */
export async function previewReset(call: { ctx: ControlContext; input: ResetInput }): Promise<ResetPreview> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  if (input.service !== undefined) requireService(ctx, input.service)
  const now = ctx.now()
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const meant = resettable(pools, input, now)
  const untils = meant.flatMap(candidate => restsOf(candidate, now).map(({ until }) => until))
  const isShut = new Set(pools.services().flatMap(({ id }) => (pools.circuitToTell(id).kind === 'closed' ? [] : [id])))
  const services = input.service === undefined ? new Set(meant.map(({ key }) => key.service)) : new Set([input.service])
  const isOfAll = input.service === undefined && input.keyId === undefined && input.keyIds === undefined
  return {
    generatedAt: iso(now),
    count: meant.length,
    reviewCount: meant.filter(({ state }) => state.status !== 'active' && state.status !== 'paused').length,
    lastUntil: untils.length === 0 ? null : isoOrNull(untils.reduce((last, next) => Math.max(last, next))),
    keys: meant.slice(0, RESET_KEYS_SHOWN_MAX).map(candidate => viewOf(candidate, now)),
    circuits: [...isShut].filter(id => isOfAll || services.has(id)),
  }
}

function viewOf(candidate: Candidate, now: Instant): ResetPreview['keys'][number] {
  const rests = restsOf(candidate, now).map(({ model, reason, until }) => ({ model, reason, until: iso(until) }))
  return { ...nameOf(candidate.key), status: statusOf(candidate, now), rests }
}
