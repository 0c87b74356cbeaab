import { KEY_STANDINGS, type KeyCounts } from '@/lib/contract/key-page'
import type { Dot, MinuteOutcomes, NearLimit, Need, Overview, ServiceSummary } from '@/lib/contract/overview'
import type { RotationNews } from '@/lib/contract/rotation-news'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import { type Health, healthScore } from '@/lib/engine/health'
import { dayResetAt } from '@/lib/engine/quota'
import type { Circuit } from '@/lib/engine/state'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { iso, isoOrNull } from './key-view'
import { type HistoryOf, limitEmptyAt, NO_PAST } from './outlook'
import { factsOf, systemHealth } from './overview-health'
import { type RecentAttempts, statusOf } from './pool-facts'
import { DOTS_MAX, keepNearest, LISTED_MAX, type LimitedKey, type SeenKey, type ServiceTally } from './service-tally'
import type { ServiceLabel } from './status-view'
import { TallyMemory } from './tally-memory'
import { type MinuteTraffic, NO_TRAFFIC, type Traffic } from './traffic'

export type OverviewSources = {
  pools: Pools
  labels: readonly ServiceLabel[]
  recent: RecentAttempts
  traffic: Traffic
  alerts: Overview['alerts']
  news: readonly RotationNews[]
  /** What the last days tell of a limit's use; absent: nothing. */
  historyOf?: HistoryOf | undefined
  /** What was counted before; absent: nothing. */
  tallies?: TallyMemory | undefined
  now: Instant
}

type PooledService = ReturnType<Pools['services']>[number]
type Seen = { service: PooledService; tally: ServiceTally; circuitUntil: Instant | null }

/** The overview from what the pools hold now, with one look at each key. Pure. */
export function overviewView(sources: OverviewSources): Overview {
  const { pools, recent, traffic, alerts, news, historyOf = NO_PAST, tallies = new TallyMemory(), now } = sources
  const seen = pools
    .services()
    .filter(({ id }) => pools.keyCount(id) > 0)
    .map(service => {
      const circuitUntil = circuitReturnsAt(service.state.circuit, now)
      const frame = { zone: service.policy.dayZone, circuitUntil, now }
      return { service, circuitUntil, tally: tallies.tally(pools, service.id, frame) }
    })
  const facts = seen.map(({ tally }) => factsOf(tally, recent))
  const health = healthScore(facts)
  const poolOf = ({ candidate: { key } }: LimitedKey) => (key.account === null ? [] : pools.keysOf(key.service))
  const needs = seen.flatMap(each => needsOf(each, now)).sort(newestFirst)
  return {
    generatedAt: iso(now),
    counts: sumCounts(seen),
    health: systemHealth(health, facts),
    services: seen.map(each => summaryOf(each, sources, health)),
    dots: Object.fromEntries(seen.map(({ tally }) => [tally.id, dotsOf(tally)])),
    needs: needs.slice(0, LISTED_MAX),
    needCount: seen.reduce((sum, { tally }) => sum + tally.counts.out, 0) + needs.filter(isOfService).length,
    nearest: nearestOf(seen).map(key => nearLimitOf(key, limitEmptyAt(key, poolOf(key), historyOf, now))),
    alerts,
    minutes: traffic.minutes.map(minuteOf),
    news: [...news],
  }
}

function summaryOf({ service, tally }: Seen, sources: OverviewSources, health: Health): ServiceSummary {
  const { id, policy } = service
  const { pools, labels, traffic, now } = sources
  const circuit = pools.circuitToTell(id)
  const { label = id, unit = 'request', isOff = false } = labels.find(each => each.id === id) ?? {}
  const { requests, attempts, successes, lostLately, ...hour } = traffic.services.get(id) ?? NO_TRAFFIC
  return {
    id,
    label,
    unit,
    isOff,
    strategy: policy.strategy,
    circuit: circuitOf(circuit, circuitReturnsAt(circuit, now)),
    counts: tally.counts,
    exhausted: tally.isExhausted,
    healthScore: health.services.find(each => each.id === id)?.score ?? 0,
    nextReturnAt: isoOrNull(tally.returnsAt),
    quotaResetAt: policy.dayWindow === 'calendar' ? iso(dayResetAt(now, policy.dayZone)) : null,
    now: { requests, successRate: attempts === 0 ? null : rounded(successes / attempts), lost: lostLately },
    hour,
    resettable: { keyCount: tally.resettableCount, circuitCount: circuit.kind === 'closed' ? 0 : 1 },
  }
}

function circuitOf(circuit: Circuit, until: Instant | null): ServiceSummary['circuit'] {
  return { kind: circuit.kind, cause: circuit.kind === 'closed' ? null : circuit.cause, until: isoOrNull(until) }
}

/** A share in thousandths: finer steps would be sent for nothing. */
function rounded(share: number): number {
  return Math.round(share * 1000) / 1000
}

/** A small pool in its order, so that no dot moves; of a large one those that do not serve first. */
function dotsOf({ counts, seen }: ServiceTally): Dot[] {
  const all = [...seen.out, ...seen.resting, ...seen.full, ...seen.partly, ...seen.idle, ...seen.ready].slice(
    0,
    DOTS_MAX,
  )
  if (counts.all <= DOTS_MAX) all.sort(inOrder)
  return all.map(({ candidate: { key }, standing, until }) => {
    return { keyId: key.id, name: key.name, masked: key.masked, standing, until: isoOrNull(until) }
  })
}

/** `GROQ_API_KEY_10` comes after `GROQ_API_KEY_2`. */
const byName = new Intl.Collator('en', { numeric: true })

function inOrder({ candidate: { key: one } }: SeenKey, { candidate: { key: other } }: SeenKey): number {
  return one.priority - other.priority || byName.compare(one.name, other.name)
}

/** What only a person can mend: keys that are out, and services none of whose keys ever serves again by itself. */
function needsOf({ tally }: Seen, now: Instant): Need[] {
  const { id, counts, seen } = tally
  const needs: Need[] = seen.out.flatMap(({ candidate }) => {
    const { key, state } = candidate
    const status = statusOf(candidate, now)
    if (status === 'active' || status === 'paused') return []
    const since = isoOrNull(state.statusSince)
    const ofKey = { service: id, keyId: key.id, name: key.name, masked: key.masked }
    return [{ kind: 'key-out', ...ofKey, status, reason: state.statusReason, since }]
  })
  const hasKeyForLater = counts.ready + counts.partly + counts.resting + counts.full > 0
  if (!hasKeyForLater) needs.push({ kind: 'no-usable-key', service: id, total: counts.all })
  return needs
}

const isOfService = ({ kind }: Need) => kind === 'no-usable-key'

/** A whole service before single keys, then what happened last. */
function newestFirst(one: Need, other: Need): number {
  const sinceOf = (need: Need) => (need.kind === 'key-out' ? (need.since ?? '') : '9')
  return sinceOf(other).localeCompare(sinceOf(one))
}

function nearestOf(seen: readonly Seen[]): LimitedKey[] {
  const nearest: LimitedKey[] = []
  for (const { tally } of seen) for (const key of tally.nearest) keepNearest(nearest, key)
  return nearest
}

function nearLimitOf(limited: LimitedKey, exhaustedAt: Instant | null): NearLimit {
  const { key } = limited.candidate
  const { ratio, limit, day } = limited
  return {
    keyId: key.id,
    name: key.name,
    masked: key.masked,
    service: key.service,
    account: key.account,
    used: day.used,
    limit,
    ratio,
    resetAt: iso(day.resetAt),
    exhaustedAt: isoOrNull(exhaustedAt),
  }
}

function minuteOf({ at, outcomes }: MinuteTraffic): MinuteOutcomes {
  return { at: iso(at), outcomes: outcomes && Object.fromEntries(outcomes) }
}

function sumCounts(seen: readonly Seen[]): KeyCounts {
  const sum = { all: 0, ready: 0, partly: 0, resting: 0, full: 0, idle: 0, out: 0 }
  for (const { tally } of seen) {
    for (const standing of ['all', ...KEY_STANDINGS] as const) sum[standing] += tally.counts[standing]
  }
  return sum
}
