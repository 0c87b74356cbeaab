import type { ServiceDescription } from '@/lib/contract/service'

export const OWN_FIELDS = ['label', 'id', 'origin', 'authHeader', 'authPrefix', 'probePath', 'dayZone'] as const
export type OwnField = (typeof OWN_FIELDS)[number] | 'safePosts'
export type OwnValues = Record<OwnField, string>

export function valuesOfDescription(description: ServiceDescription | undefined): OwnValues {
  const { label = '', id = '', origin = '', auth, probePath = '', policy, safePosts = [] } = description ?? {}
  return {
    ...{ label, id, origin, probePath },
    authHeader: auth?.header ?? 'authorization',
    authPrefix: auth ? auth.prefix : 'Bearer ',
    dayZone: policy?.dayZone ?? 'UTC',
    safePosts: safePosts.join('\n'),
  }
}

/** What is typed as a description; the rest of the one it began with (its rules, its policy) stays. */
export function descriptionOf(values: OwnValues, begun: ServiceDescription | undefined): Record<string, unknown> {
  const safePosts = values.safePosts.split('\n').flatMap(line => line.trim() || [])
  return {
    ...begun,
    id: values.id.trim(),
    label: values.label.trim(),
    origin: values.origin.trim(),
    auth: { header: values.authHeader.trim(), prefix: values.authPrefix },
    probePath: values.probePath.trim() || undefined,
    policy: { ...begun?.policy, dayZone: values.dayZone.trim() },
    safePosts: safePosts.length > 0 ? safePosts : undefined,
  }
}

/** Which field an issue speaks about. */
export function ownFieldOf(path: readonly (string | number)[]): OwnField {
  const [first, second] = path
  if (first === 'auth') return second === 'prefix' ? 'authPrefix' : 'authHeader'
  if (first === 'policy') return 'dayZone'
  if (first === 'safePosts') return 'safePosts'
  return OWN_FIELDS.find(name => name === first) ?? 'label'
}
