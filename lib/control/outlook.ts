import type { Outlook } from '@/lib/contract/alert-notice'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { emptyAt, type LimitHistory } from '@/lib/engine/forecast'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { iso, isoOrNull } from './key-view'
import { dayOf } from './pool-facts'
import { type LimitedKey, tallyService } from './service-tally'

/** Whose use is looked back at: a service's as a whole, or that of the keys that share one limit. */
export type LimitSubject = { service: ServiceId; keyIds: readonly KeyId[] | null }
/** What is known of past use; `null`: nothing, or not yet. */
export type HistoryOf = (subject: LimitSubject) => LimitHistory | null
/** Where nobody looks back. */
export const NO_PAST: HistoryOf = () => null

/** The keys that share the daily limit of one: its account's, or it alone. */
export function subjectOf(key: Candidate['key'], pool: readonly Candidate[]): LimitSubject {
  const { service, account, id } = key
  if (account === null) return { service, keyIds: [id] }
  return { service, keyIds: pool.filter(each => each.key.account === account).map(each => each.key.id) }
}

/** When the daily limit of a key, or of its account, is empty; `null`: not before its reset. @param pool its service's keys */
export function limitEmptyAt(
  { candidate: { key }, day, limit }: Pick<LimitedKey, 'candidate' | 'day' | 'limit'>,
  pool: readonly Candidate[],
  historyOf: HistoryOf,
  now: Instant,
): Instant | null {
  return emptyAt({ ...day, limit }, historyOf(subjectOf(key, pool)), now)
}

/**
 * The same of many keys at one instant: who shares an account is found once, and nothing is read of what was not used.
 * @returns for a key with the zone its day turns in; `null` also where it has no daily limit
 */
export function limitsEmptyAt(pools: Pools, historyOf: HistoryOf, now: Instant) {
  const subjects = new Map<string, LimitSubject>()
  return (candidate: Candidate, zone: string): Instant | null => {
    const { key } = candidate
    const day = dayOf(candidate, zone, now)
    if (key.dailyLimit === null || day.used === 0) return null
    const name = JSON.stringify([key.service, key.account, key.account === null ? key.id : null])
    const subject = subjects.get(name) ?? subjectOf(key, pools.keysOf(key.service))
    subjects.set(name, subject)
    return emptyAt({ ...day, limit: key.dailyLimit }, historyOf(subject), now)
  }
}

/** How a service's keys stand, and what is left of its day; `null`: it has no key that counts. */
export function serviceOutlook(pools: Pools, id: ServiceId, historyOf: HistoryOf, now: Instant): Outlook | null {
  const service = pools.services().find(each => each.id === id)
  if (!service) return null
  const zone = service.policy.dayZone
  const keys = pools.keysOf(id).filter(({ state }) => state.status !== 'paused')
  const frame = { zone, circuitUntil: circuitReturnsAt(service.state.circuit, now), now }
  const { keyCount, healthyCount, counts, returnsAt } = tallyService(id, keys, frame)
  if (keyCount === 0) return null
  return {
    ...{ total: keyCount, resting: Math.max(0, keyCount - healthyCount - counts.out), out: counts.out },
    nextReturnAt: isoOrNull(returnsAt),
    use: quotaOf(keys, zone, historyOf({ service: id, keyIds: null }), now),
  }
}

/** All daily limits together, each account's once; `null` where a key has none. */
function quotaOf(keys: readonly Candidate[], zone: string, history: LimitHistory | null, now: Instant): Outlook['use'] {
  const accounts = new Set<string>()
  const sum = { used: 0, limit: 0, resetAt: 0 }
  for (const candidate of keys) {
    const { dailyLimit, account } = candidate.key
    if (dailyLimit === null) return null
    if (account !== null && accounts.has(account)) continue
    if (account !== null) accounts.add(account)
    const day = dayOf(candidate, zone, now)
    sum.used += Math.min(day.used, dailyLimit)
    sum.limit += dailyLimit
    sum.resetAt = Math.max(sum.resetAt, day.resetAt)
  }
  const { used, limit, resetAt } = sum
  return { used, limit, emptyAt: isoOrNull(emptyAt(sum, history, now)), resetAt: iso(resetAt) }
}
