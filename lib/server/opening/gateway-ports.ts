import type { GatewayPorts } from '@/lib/gateway/house'
import type { ErrorNotes } from '../error-notes'
import type { ServerLog } from '../log'
import type { TracingSettings } from '../tracing/tracing-settings'
import type { Ground } from './ground'

/** What the gateway and the in-process face work with. */
export function gatewayPortsOf(
  { pools, now, secrets, services, callers, prices }: Ground,
  notes: ErrorNotes,
  record: GatewayPorts['record'],
): GatewayPorts {
  return {
    pools,
    now,
    price: (service, model, read, units) => prices.price(service, model, read, units),
    hearError: (lease, signal, outcome) => notes.hear(lease, signal, outcome),
    record,
    reveal: keyId => secrets.reveal(keyId),
    findService: id => services.find(id),
    authenticate: token => callers.authenticate(token),
    countRequest: caller => callers.countRequest(caller),
    holdBudget: request => callers.holdBudget(request, prices),
    releaseBudget: requestId => callers.releaseBudget(requestId),
  }
}

/** The same, followed by a tracer. Loaded only where it is asked for: who follows nothing pays nothing. */
export async function openTracing(tracing: TracingSettings, ports: GatewayPorts, log: ServerLog) {
  const { traced } = await import('../tracing/traced')
  return traced(tracing, ports, message => log.warn(message))
}
