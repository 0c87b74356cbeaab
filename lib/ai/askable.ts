import type { ServiceDefinition } from '@/lib/catalog/service'

/** Whether a service generates text at all; a mail service does not. */
export function isAskable({ unit }: Pick<ServiceDefinition, 'unit'>): boolean {
  return unit === 'request'
}
