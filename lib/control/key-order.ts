import type { KeySort, KeyStanding } from '@/lib/contract/key-page'
import { REVIEW_PRIORITY } from '@/lib/engine/defaults'
import { scoreTotal, usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import type { Instant } from '@/lib/engine/vocabulary'

/** A key with what it is looked at for. */
export type PlacedKey = { candidate: Candidate; standing: KeyStanding }

/** What needs a look comes first. */
const STANDING_ORDER: Record<KeyStanding, number> = { out: 0, resting: 1, full: 2, partly: 3, ready: 4, idle: 5 }

/** In the order asked for; a key without a value comes last either way, and equals stand by name as people count. */
export function sortKeys<T extends PlacedKey>(keys: readonly T[], sort: KeySort, isDown: boolean, now: Instant): T[] {
  const sign = isDown ? -1 : 1
  const placed = keys.map(key => ({ key, value: placeOf(key, sort, now), name: countable(key.candidate.key.name) }))
  placed.sort((one, other) => {
    if (sort === 'name') return sign * compareText(one.name, other.name)
    if (one.value === other.value) return compareText(one.name, other.name)
    if (one.value === null || other.value === null) return one.value === null ? 1 : -1
    return sign * (one.value - other.value)
  })
  return placed.map(({ key }) => key)
}

function placeOf({ candidate, standing }: PlacedKey, sort: KeySort, now: Instant): number | null {
  const { key, state, account } = candidate
  const { requests, successes, tokensIn, tokensOut, costUsd } = state.totals
  switch (sort) {
    case 'name':
      return 0
    case 'standing':
      return STANDING_ORDER[standing]
    case 'priority':
      return standing === 'out' && state.status !== 'active' ? REVIEW_PRIORITY : key.priority
    case 'score':
      return scoreTotal(key, state, account, now)
    case 'usage':
      return key.dailyLimit === null ? null : usageRatio(key, state, account, now)
    case 'success':
      return requests === 0 ? null : successes / requests
    case 'today':
      return now < state.day.resetAt ? state.day.used : 0
    case 'requests':
      return requests
    case 'tokens':
      return tokensIn + tokensOut
    case 'cost':
      return costUsd
    case 'lastUsed':
      return state.lastLeasedAt
  }
}

/** So that `KEY_10` comes after `KEY_2` and case does not count, by a comparison of bare texts: a collator takes 20 times as long. */
export function countable(name: string): string {
  return name.toLowerCase().replace(/\d+/g, digits => digits.padStart(12, '0'))
}

/** For sorting: which of two texts stands first, by their code units. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
