import type { ServiceChange } from '@/lib/contract/service'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { findService as findStored, type ServiceSettings } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import { withPolicyChange } from './own-policy'

/** What is kept of a service; one nobody touched has the settings it came with. */
export async function settingsOf(
  session: Session,
  id: ServiceId,
): Promise<Omit<ServiceSettings, 'createdAt' | 'updatedAt'>> {
  return (
    (await findStored(session, id)) ?? { id, origin: null, isEnabled: true, policy: {}, rules: [], definition: null }
  )
}

type Changeable = Pick<ServiceSettings, 'origin' | 'policy'>

/** What is kept after a change: absent fields stay, `null` forgets one. */
export function withChange(kept: Changeable, { origin, ...policy }: Omit<ServiceChange, 'service'>): Changeable {
  return { origin: origin === undefined ? kept.origin : origin, policy: withPolicyChange(kept.policy, policy) }
}

/** What is kept in the fields of a change; `null`: what the service came with. */
export function settingsNamed({ origin, policy }: Changeable, change: object): Record<string, unknown> {
  const kept = new Map<string, unknown>([['origin', origin], ...Object.entries(policy)])
  const named = Object.entries(change).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named.map(([field]) => [field, kept.get(field) ?? null]))
}
