import type { ServiceId } from '@/lib/engine/vocabulary'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { requireService } from './require-service'

/**
 * Lets the next request of a service that is left alone be its trial at once, instead of at the end of the wait. Rests of
 * keys stay. Of several processes each lets one trial through.
 * @throws ControlError `unknown-service`; `conflict` where requests go through already
 */
export async function tryService(call: {
  ctx: ControlContext
  input: { service: ServiceId }
}): Promise<{ id: ServiceId; label: string }> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { id, label } = requireService(ctx, input.service)
  if (ctx.live?.pools.hasService(id) && ctx.live.pools.stateOf(id).circuit.kind === 'closed') {
    const message = `Requests to ${label} go through already.`
    throw new ControlError('conflict', message, { said: { key: 'circuitClosed', values: { service: label } } })
  }
  return inOneTransaction(ctx, async () => ({
    answer: { id, label },
    deed: { verb: 'tryService', target: id, detail: { label }, change: { kind: 'circuit-trial', service: id } },
  }))
}
