import type { KeySelection } from '@/lib/contract/key'
import type { KeyDetail } from '@/lib/contract/key-detail'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { freshKey } from '@/lib/engine/fresh'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, LearnedLimit } from '@/lib/engine/vocabulary'
import { findKeyChecks } from '@/lib/store/key-checks'
import type { KeyEntry } from '@/lib/store/key-entry'
import { readKeyHours } from '@/lib/store/key-hours'
import { findLastTrouble, type Trouble } from '@/lib/store/key-trouble'
import { findKey } from '@/lib/store/keys'
import { REMOVED_KEPT_MS } from '@/lib/store/retention'
import { findKeyState } from '@/lib/store/states'
import { checkView } from './check-findings'
import { type ControlContext, requireRole } from './context'
import { noSuchKey } from './key-name'
import { rowOf } from './key-page'
import { recentSince } from './key-recent'
import { iso, isoOrNull } from './key-view'
import { limitEmptyAt, NO_PAST } from './outlook'
import { dayOf } from './pool-facts'
import { standingOf } from './standing'
import { bucketsBetween } from './usage-buckets'

/**
 * One key with its live state, settings, limits and last trouble; a removed one as it was. Refetched often: it reads
 * single rows alone. @throws ControlError `not-found`
 */
export async function keyDetail({ ctx, input }: { ctx: ControlContext; input: KeySelection }): Promise<KeyDetail> {
  requireRole(ctx, 'viewer')
  const entry = await findKey(ctx.store, input.keyId)
  if (!entry) throw noSuchKey()
  const now = ctx.now()
  const service = ctx.services.find(({ id }) => id === entry.key.service)
  const zone = service?.policy.dayZone ?? DEFAULT_POLICY.dayZone
  const circuit = ctx.live?.pools.hasService(entry.key.service)
    ? ctx.live.pools.stateOf(entry.key.service).circuit
    : null
  const circuitUntil = circuit && circuitReturnsAt(circuit, now)
  const [candidate, trouble, hours, [check]] = await Promise.all([
    candidateOf(ctx, entry, zone),
    findLastTrouble(ctx.store, input.keyId),
    readKeyHours(ctx.store, [input.keyId], recentSince(now)),
    findKeyChecks(ctx.store, [input.keyId]),
  ])
  const seen = { candidate, zone, circuitUntil, standing: standingOf(candidate, circuitUntil, now) }
  const quotaDay = quotaDayOf(ctx, candidate, zone, now)
  const stored = { notes: entry, hours: hours.get(input.keyId) ?? [], exhaustedAt: quotaDay.exhaustedAt }
  return {
    generatedAt: iso(now),
    key: rowOf(seen, stored, service?.unit ?? 'request', now),
    serviceLabel: service?.label ?? entry.key.service,
    circuit: circuit?.kind ?? 'closed',
    ...quotaDay,
    ...datesOf(entry),
    lastTrouble: trouble && troubleView(trouble),
    lastCheck: check ? checkView(check) : null,
    learned: candidate.state.learned.map(learnedView),
  }
}

/** As it lives, else as it is kept. */
async function candidateOf(ctx: ControlContext, { key }: KeyEntry, zone: string): Promise<Candidate> {
  const live = ctx.live?.pools.find(key.id)
  if (live) return live
  return { key, state: (await findKeyState(ctx.store, key.id)) ?? freshKey(zone, ctx.now()), account: null }
}

function quotaDayOf({ live }: ControlContext, candidate: Candidate, zone: string, now: Instant) {
  const [today] = bucketsBetween({ grain: 'day', from: now, to: now + 1, zone }, 1)
  const limit = candidate.key.dailyLimit
  const day = dayOf(candidate, zone, now)
  const pool = live?.pools.hasService(candidate.key.service) ? live.pools.keysOf(candidate.key.service) : []
  const exhaustedAt =
    limit === null ? null : limitEmptyAt({ candidate, day, limit }, pool, live?.historyOf ?? NO_PAST, now)
  return { dayZone: zone, dayStartedAt: iso(today?.at ?? now), exhaustedAt: isoOrNull(exhaustedAt) }
}

function datesOf({ createdAt, updatedAt, removedAt }: KeyEntry) {
  return {
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    removedAt: isoOrNull(removedAt),
    restorableUntil: removedAt === null ? null : iso(removedAt + REMOVED_KEPT_MS),
  }
}

/** The last failure of a key, as its page shows it. */
export function troubleView({ at, ...trouble }: Trouble): KeyDetail['lastTrouble'] {
  return { ...trouble, at: iso(at) }
}

function learnedView({ resetAt, learnedAt, ...limit }: LearnedLimit): KeyDetail['learned'][number] {
  return { ...limit, resetAt: isoOrNull(resetAt), learnedAt: iso(learnedAt) }
}
