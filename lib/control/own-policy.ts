import { describeGeneric } from '@/lib/catalog/generic'
import { findService as findBuiltIn } from '@/lib/catalog/index'
import { describeServiceSchema, type PolicyChange } from '@/lib/contract/service'
import { DEFAULT_POLICY, type ServicePolicy } from '@/lib/engine/policy'
import type { ServiceId } from '@/lib/engine/vocabulary'

/** The policy a service came with: as an operator described it, as the catalog says, or the general one. */
export function ownPolicy(id: ServiceId, definition: unknown): ServicePolicy {
  const described = describeServiceSchema.safeParse(definition)
  if (described.success) return describeGeneric(described.data).policy
  return findBuiltIn(id)?.policy ?? DEFAULT_POLICY
}

/** What is kept of an operator's changes after one more: absent fields stay, `null` forgets one. */
export function withPolicyChange(kept: Partial<ServicePolicy>, change: PolicyChange): Partial<ServicePolicy> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const entries = Object.entries({ ...kept, ...Object.fromEntries(given) }).filter(([, value]) => value !== null)
  return Object.fromEntries(entries)
}
