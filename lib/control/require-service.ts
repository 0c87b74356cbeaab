import type { ServiceId } from '@/lib/engine/vocabulary'
import type { ControlContext } from './context'
import { ControlError } from './control-error'

/** @throws ControlError `unknown-service` */
export function requireService({ services }: ControlContext, id: ServiceId) {
  const service = services.find(each => each.id === id)
  if (service) return service
  const known = services.map(each => each.id).join(', ')
  throw new ControlError('unknown-service', `There is no service "${id}"; known: ${known}.`)
}
