import type { UsageGrain, UsageQuestion } from '@/lib/contract/usage'

/**
 * What the key's page asks of its use: so that server and browser ask the same. Hours reach back three days, because a
 * quota day is drawn only from its beginning: two whole ones are always there.
 */
export const KEY_USE = {
  hours: (key: string): UsageQuestion => ({ key, grain: 'hour', last: 72 }),
  days: (key: string): UsageQuestion => ({ key, grain: 'day', last: 30 }),
}

/** Times the other charts can show, by how fine they are. */
const ACTIVITY_RANGES = { minute: 60, hour: 48, day: 30 } as const satisfies Record<UsageGrain, number>
export const ACTIVITY_GRAINS = ['minute', 'hour', 'day'] as const satisfies readonly UsageGrain[]
export const DEFAULT_ACTIVITY: UsageGrain = 'hour'

export function activityQuestion(key: string, grain: UsageGrain): UsageQuestion {
  return { key, grain, last: ACTIVITY_RANGES[grain] }
}

/** How far back the key's history is told at once. */
export const HISTORY_DAYS = 7
