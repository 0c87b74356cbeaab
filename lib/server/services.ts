import { describeGeneric } from '@/lib/catalog/generic'
import { CATALOG } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { ServiceId, ServicePolicy } from '@/lib/engine/vocabulary'

/** What an operator set for a service, in the database. */
export type ServiceOverride = { id: ServiceId; origin: string | null; policy: Partial<ServicePolicy> }

/**
 * Every service as it is in force: the catalog's, an operator's settings over them, and the environment's origins over
 * both. An origin for a name the catalog does not know describes a generic service of that name
 * (`KEYWHEEL_ACME_ORIGIN` with `ACME_API_KEY`).
 */
export function servicesInForce(
  origins: ReadonlyMap<ServiceId, string>,
  overrides: readonly ServiceOverride[] = [],
): ServiceDefinition[] {
  const known = new Set(CATALOG.map(({ id }) => id))
  const own = [...origins].filter(([id]) => !known.has(id))
  const described = own.map(([id, origin]) => describeGeneric({ id, label: labelOf(id), origin }))
  return [...CATALOG, ...described].map(definition => {
    const override = overrides.find(({ id }) => id === definition.id)
    const origin = origins.get(definition.id) ?? override?.origin ?? definition.origin
    return { ...definition, origin, policy: { ...definition.policy, ...override?.policy } }
  })
}

/** `acme-mail` → `Acme Mail` */
function labelOf(id: ServiceId): string {
  return id.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash ? ' ' : ''}${letter.toUpperCase()}`)
}
