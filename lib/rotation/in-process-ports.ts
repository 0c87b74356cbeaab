import { findService as findInCatalog } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { ServiceId } from '@/lib/engine/vocabulary'
import type { Reveal } from './ports'
import type { RotationPorts } from './rotation-request'

/** What the in-process face works with. */
export type InProcessPorts = RotationPorts & {
  reveal: Reveal
  /** The service of this name, with the origin that is in force. */
  findService(id: ServiceId): ServiceDefinition | null
}

/** Who the record says has called. */
export const IN_PROCESS = 'in-process'

/** @throws when there is no such service, or it is switched off */
export function knownService(ports: InProcessPorts, id: ServiceId): ServiceDefinition {
  const service = ports.findService(id)
  if (!service) throw new Error(`no service is named ${id}`)
  if (service.isOff) throw new Error(`${service.label} is switched off`)
  return service
}

/**
 * What a function does upstream is not seen here. Reads and generation are all there is at the catalog's services,
 * except where mail is sent; of a service that an operator described nothing is known.
 */
export function isSafeByDefault(service: ServiceDefinition): boolean {
  return findInCatalog(service.id)?.unit === 'request'
}
