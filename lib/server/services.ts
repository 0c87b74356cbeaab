import { describeGeneric } from '@/lib/catalog/generic'
import { CATALOG } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { describeServiceSchema, ruleSchema } from '@/lib/contract/service'
import type { ClassifyRule } from '@/lib/engine/classify-rule'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { ServiceId } from '@/lib/engine/vocabulary'

/** What an operator set for a service, in the database. */
export type ServiceOverride = {
  id: ServiceId
  origin: string | null
  policy: Partial<ServicePolicy>
  isEnabled?: boolean
  /** An operator's own rules, asked before the service's. */
  rules?: readonly unknown[]
  /** Of an upstream the operator described. */
  definition?: unknown
}

/** The services in force, for whoever asks now: an operator may change, describe and forget them while all runs. */
export class ServiceRegistry {
  private byId: ReadonlyMap<ServiceId, ServiceDefinition> = new Map()

  constructor(services: readonly ServiceDefinition[]) {
    this.replace(services)
  }

  replace(services: readonly ServiceDefinition[]): void {
    this.byId = new Map(services.map(service => [service.id, service]))
  }

  all(): readonly ServiceDefinition[] {
    return [...this.byId.values()]
  }

  find(id: ServiceId): ServiceDefinition | null {
    return this.byId.get(id) ?? null
  }
}

/**
 * Every service as it is in force: the catalog's and those an operator described, an operator's settings over them,
 * and the environment's origins over all. An origin for a name nobody else knows describes a generic service of that
 * name (`KEYWHEEL_ACME_ORIGIN` with `ACME_API_KEY`). What an operator described before the catalog knew it stays as
 * described; a description this version cannot read is left out.
 */
export function servicesInForce(
  origins: ReadonlyMap<ServiceId, string>,
  overrides: readonly ServiceOverride[] = [],
): ServiceDefinition[] {
  const described = overrides.flatMap(({ definition }) => readDescription(definition))
  const isDescribed = (id: ServiceId) => described.some(each => each.id === id)
  const known = [...CATALOG.filter(({ id }) => !isDescribed(id)), ...described]
  const named = [...origins].filter(([id]) => !known.some(each => each.id === id))
  const bare = named.map(([id, origin]) => describeGeneric({ id, label: labelOf(id), origin }))
  return [...known, ...bare].map(definition => {
    const override = overrides.find(({ id }) => id === definition.id)
    const origin = origins.get(definition.id) ?? override?.origin ?? definition.origin
    const policy = { ...definition.policy, ...override?.policy }
    const rules = [...readRules(override?.rules), ...definition.rules]
    return { ...definition, origin, policy, rules, ...(override?.isEnabled === false ? { isOff: true } : {}) }
  })
}

/** A rule this version cannot read is left out. */
function readRules(rules: readonly unknown[] = []): ClassifyRule[] {
  return rules.flatMap(rule => {
    const parsed = ruleSchema.safeParse(rule)
    return parsed.success ? [parsed.data] : []
  })
}

function readDescription(definition: unknown): ServiceDefinition[] {
  if (definition === null || definition === undefined) return []
  const parsed = describeServiceSchema.safeParse(definition)
  return parsed.success ? [describeGeneric(parsed.data)] : []
}

/** `acme-mail` → `Acme Mail` */
function labelOf(id: ServiceId): string {
  return id.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash ? ' ' : ''}${letter.toUpperCase()}`)
}
