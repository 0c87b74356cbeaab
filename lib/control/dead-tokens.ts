import type { Warning } from '@/lib/contract/warnings'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { ClientToken } from '@/lib/store/tokens'

/** What a token's limit to services is held against. */
export type KnownServices = ReadonlyMap<ServiceId, { label: string; keyCount: number }>

/** Tokens in force that are limited to services which cannot answer them. Pure. */
export function deadTokens(tokens: readonly ClientToken[], services: KnownServices, now: Instant): Warning[] {
  const inForce = tokens.filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt ?? now + 1) > now)
  return inForce.flatMap(({ name, services: limit }) => (limit === null ? [] : limitWarnings(name, limit, services)))
}

function limitWarnings(token: string, limit: readonly ServiceId[], services: KnownServices): Warning[] {
  const known = limit.filter(id => services.has(id))
  if (known.length === 0) {
    return [{ code: 'token-without-services', weight: 'dead', service: null, values: { token } }]
  }
  return known.flatMap((id): Warning[] => {
    const service = services.get(id)
    if (!service || service.keyCount > 0) return []
    const values = { token, label: service.label }
    return [{ code: 'token-service-without-keys', weight: 'dead', service: id, values }]
  })
}
