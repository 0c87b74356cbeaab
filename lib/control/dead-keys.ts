import type { Warning } from '@/lib/contract/warnings'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, Key, Strategy } from '@/lib/engine/vocabulary'
import { statusOf } from './pool-facts'

/** A service whose keys are looked at. */
export type SeenService = { id: string; label: string; strategy: Strategy; keys: readonly Candidate[] }

const NAMES_SHOWN = 3
const LIMITS = ['dailyLimit', 'minuteLimit', 'tokenMinuteLimit', 'concurrencyLimit'] as const
type Limit = (typeof LIMITS)[number]
const USES_PRIORITY: ReadonlySet<Strategy> = new Set(['score', 'priority'])

/** Keys of a service that can never serve as they are set up, and settings of theirs that do nothing. Pure. */
export function deadKeys(service: SeenService, now: Instant): Warning[] {
  const { id, label, keys } = service
  const about = (code: Warning['code'], weight: Warning['weight'], found: readonly Candidate[]): Warning[] => {
    const names = found.slice(0, NAMES_SHOWN).map(({ key }) => key.name)
    const values = { label, count: found.length, names: names.join(', '), more: found.length - names.length }
    return found.length === 0 ? [] : [{ code, weight, service: id, values }]
  }
  const isAllPaused = keys.length > 0 && keys.every(({ state }) => state.status === 'paused')
  return [
    ...about('all-paused', 'dead', isAllPaused ? keys : []),
    ...about(
      'keys-expired',
      'dead',
      keys.filter(each => statusOf(each, now) === 'expired'),
    ),
    ...about(
      'keys-without-models',
      'dead',
      keys.filter(({ key }) => key.models?.length === 0),
    ),
    ...about(
      'zero-limit',
      'dead',
      keys.filter(({ key }) => LIMITS.some(limit => key[limit] === 0)),
    ),
    ...differingAccounts(service),
    ...withoutEffect(service),
  ]
}

/** Keys of one account share its quota, so limits that differ cannot all be true. */
function differingAccounts({ id, label, keys }: SeenService): Warning[] {
  const accounts = new Map<string, Key[]>()
  for (const { key } of keys) {
    if (key.account === null) continue
    const known = accounts.get(key.account)
    if (known) known.push(key)
    else accounts.set(key.account, [key])
  }
  return [...accounts].flatMap(([account, shared]) =>
    LIMITS.filter(limit => limit !== 'concurrencyLimit').flatMap((limit): Warning[] => {
      const range = differing(shared, limit)
      const values = { label, account, limit, ...range }
      return range ? [{ code: 'account-limits-differ', weight: 'idle', service: id, values }] : []
    }),
  )
}

function differing(keys: readonly Key[], limit: Limit): { lowest: number; highest: number } | null {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const key of keys) {
    const value = key[limit]
    if (value === null) continue
    lowest = Math.min(lowest, value)
    highest = Math.max(highest, value)
  }
  return lowest < highest ? { lowest, highest } : null
}

function withoutEffect({ id, label, strategy, keys }: SeenService): Warning[] {
  const differs = (field: 'weight' | 'priority') => keys.some(({ key }) => key[field] !== keys[0]?.key[field])
  const idle = (code: Warning['code']): Warning => ({ code, weight: 'idle', service: id, values: { label, strategy } })
  return [
    ...(strategy !== 'weighted' && differs('weight') ? [idle('weights-without-effect')] : []),
    ...(!USES_PRIORITY.has(strategy) && differs('priority') ? [idle('priorities-without-effect')] : []),
  ]
}
