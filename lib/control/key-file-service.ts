import type { ServiceId } from '@/lib/engine/vocabulary'

/** What a key file needs to know of a service. `keyFormat` is null where keys of the service have no known form. */
export type KnownService = { id: ServiceId; label: string; envName: string | null; keyFormat: RegExp | null }

/** A format that even this passes says nothing of whose key it is. */
const NOBODYS_KEY = 'x'

/** The one service whose key format this is; null when none, or more than one, fits. */
export function guessService(secret: unknown, services: readonly KnownService[]): ServiceId | null {
  if (typeof secret !== 'string') return null
  const fitting = services.filter(
    ({ keyFormat }) => keyFormat && !keyFormat.test(NOBODYS_KEY) && keyFormat.test(secret),
  )
  return fitting.length === 1 ? (fitting[0]?.id ?? null) : null
}

/** The service that a variable's name belongs to: `GROQ_API_KEY`, `GROQ_API_KEY_2`. */
export function serviceOfName(name: string, services: readonly KnownService[]): ServiceId | null {
  const plain = name.replace(/_\d+$/, '')
  return services.find(service => service.envName === name || service.envName === plain)?.id ?? null
}
