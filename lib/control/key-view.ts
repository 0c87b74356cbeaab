import type { KeyStatusView } from '@/lib/contract/status'
import { REVIEW_PRIORITY } from '@/lib/engine/defaults'
import { rollDay } from '@/lib/engine/quota'
import { scoreOf, usageRatio } from '@/lib/engine/score'
import type { Candidate } from '@/lib/engine/select'
import type { Cooldown, Instant } from '@/lib/engine/vocabulary'
import { dayOf, restsOf, statusOf, whyNotFree } from './pool-facts'

/**
 * A key as the contract shows it. Pure.
 * @param zone where its service's quota day turns @param circuitUntil until when its service is left alone
 */
export function keyView(candidate: Candidate, zone: string, circuitUntil: Instant | null, now: Instant): KeyStatusView {
  const { key, state, account } = candidate
  const unavailable = whyNotFree(candidate, circuitUntil, now)
  const status = statusOf(candidate, now)
  const isForReview = status === 'rejected' || status === 'suspended' || status === 'out-of-credit'
  const day = dayOf(candidate, zone, now)
  const { requests, successes } = state.totals
  return {
    id: key.id,
    name: key.name,
    masked: key.masked,
    source: key.source,
    status,
    statusReason: state.statusReason,
    available: unavailable === null,
    unavailable: unavailable && { reason: unavailable.reason, until: isoOrNull(unavailable.until) },
    priority: key.priority,
    effectivePriority: isForReview ? REVIEW_PRIORITY : key.priority,
    account: key.account,
    score: scoreOf(key, state, account, now),
    usage: {
      today: day.used,
      ownToday: rollDay(state.day, now, zone).used,
      dailyLimit: key.dailyLimit,
      ratio: usageRatio(key, state, account, now),
      inFlight: state.inFlight,
      resetAt: iso(day.resetAt),
    },
    totals: { ...state.totals },
    successRate: requests === 0 ? null : successes / requests,
    lastUsedAt: isoOrNull(state.lastLeasedAt),
    cooldowns: restsOf(candidate, now).map(restView),
  }
}

function restView({ scope, model, reason, provenance, until }: Cooldown): KeyStatusView['cooldowns'][number] {
  return { scope, model, reason, provenance, until: iso(until) }
}

/** `Infinity` (room that never comes) has no date. */
export function isoOrNull(at: Instant | null): string | null {
  return at === null || !Number.isFinite(at) ? null : iso(at)
}

/** An instant as answers say it: `2026-11-22T06:30:00.000Z`. @throws RangeError when it is none */
export function iso(at: Instant): string {
  return new Date(at).toISOString()
}
