import { healthScore, type ServiceFacts } from '@/lib/engine/health'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { Backlog } from '../recorder'
import { Exposition, histogramSamples, type Sample } from './exposition'
import { KEYS_TOLD_MAX, type KeyFigures } from './key-figures'
import { addProcessMetrics } from './process-metrics'
import { LATENCY_ENDS_MS, type Latencies, type ServiceCounts } from './traffic-counts'

export type MetricsSources = {
  pools: Pools
  traffic: ReadonlyMap<ServiceId, ServiceCounts>
  /** What the health score is read from, and what there is to tell of single keys. */
  facts: readonly ServiceFacts[]
  keys: KeyFigures
  backlog: Backlog
  /** Spans that a trace collector took and did not take; `null`: nobody follows requests. */
  spans: { sent: number; dropped: number } | null
  /** Alerts that stand open; `null`: the database did not say. */
  alertsOpen: number | null
  startedAt: Instant
  version: string
  now: Instant
}

/** Everything Keywheel counts, as Prometheus reads it. Names and masked secrets only. */
export function metricsText(sources: MetricsSources): string {
  const text = new Exposition()
  text.add('keywheel_build_info', 'gauge', 'Always 1.', [{ labels: { version: sources.version }, value: 1 }])
  addTraffic(text, sources.traffic)
  addServices(text, sources)
  addKeys(text, sources.keys)
  addRecorder(text, sources)
  if (sources.alertsOpen !== null)
    text.add('keywheel_alerts_open', 'gauge', 'Alerts that stand and nobody acknowledged.', [
      { value: sources.alertsOpen },
    ])
  if (sources.spans !== null) {
    const { sent, dropped } = sources.spans
    text.add('keywheel_spans_sent_total', 'counter', 'Spans a trace collector took.', [{ value: sent }])
    text.add('keywheel_spans_dropped_total', 'counter', 'Spans it did not take.', [{ value: dropped }])
  }
  addProcessMetrics(text, sources.startedAt)
  return text.text()
}

function addTraffic(text: Exposition, traffic: MetricsSources['traffic']): void {
  const each = (samplesOf: (counts: ServiceCounts, service: ServiceId) => Sample[]) =>
    [...traffic].flatMap(([service, counts]) => samplesOf(counts, service))
  text.add(
    'keywheel_requests_total',
    'counter',
    'Requests of callers, by how they ended.',
    each(({ requests }, service) => [...requests].map(([outcome, value]) => ({ labels: { service, outcome }, value }))),
  )
  text.add(
    'keywheel_attempts_total',
    'counter',
    'Attempts at upstreams, by outcome and by whom it speaks about.',
    each(({ attempts }, service) =>
      [...attempts].map(([name, value]) => {
        const [outcome = '', blame = ''] = name.split('\n')
        return { labels: { service, outcome, blame }, value }
      }),
    ),
  )
  const seconds = (service: ServiceId, { counts, sumMs }: Latencies) =>
    histogramSamples({ service }, ENDS_SECONDS, counts, sumMs / 1000)
  text.add(
    'keywheel_first_byte_seconds',
    'histogram',
    'From the start of an attempt to the first byte of its answer.',
    each(({ firstByte }, service) => seconds(service, firstByte)),
  )
  text.add(
    'keywheel_attempt_seconds',
    'histogram',
    'From the start of an attempt to the end of its answer.',
    each(({ total }, service) => seconds(service, total)),
  )
}

const ENDS_SECONDS = LATENCY_ENDS_MS.map(ms => ms / 1000)
const CIRCUITS = ['closed', 'open', 'half-open'] as const

function addServices(text: Exposition, { pools, facts, keys }: MetricsSources): void {
  const services = pools.services().filter(({ id }) => pools.keyCount(id) > 0)
  const states = [...keys.states].flatMap(([service, counts]) =>
    [...counts].map(([state, value]) => ({ labels: { service, state }, value })),
  )
  text.add('keywheel_keys', 'gauge', 'Keys by what they do now.', states)
  text.add(
    'keywheel_circuit_state',
    'gauge',
    '1 for the state the circuit of a service is in.',
    services.flatMap(({ id, state: { circuit } }) =>
      CIRCUITS.map(state => ({ labels: { service: id, state }, value: circuit.kind === state ? 1 : 0 })),
    ),
  )
  const health = healthScore(facts)
  const isUsed = ({ id }: { id: ServiceId }) => pools.keyCount(id) > 0
  text.add('keywheel_health_score', 'gauge', 'How well all services can serve, 0 to 100.', [{ value: health.score }])
  text.add(
    'keywheel_service_health_score',
    'gauge',
    'How well a service can serve, 0 to 100.',
    health.services.filter(isUsed).map(({ id, score }) => ({ labels: { service: id }, value: score })),
  )
}

function addKeys(text: Exposition, { told, untoldCount }: KeyFigures): void {
  text.add(
    'keywheel_key_quota_used_ratio',
    'gauge',
    `Used share of the daily limit, of the ${KEYS_TOLD_MAX} fullest keys.`,
    told.flatMap(({ labels, ratio }) => (ratio === null ? [] : [{ labels, value: ratio }])),
  )
  text.add(
    'keywheel_key_cooldown_seconds',
    'gauge',
    'How long a resting key still rests.',
    told.flatMap(({ labels, restMs }) => (restMs === 0 ? [] : [{ labels, value: restMs / 1000 }])),
  )
  text.add('keywheel_keys_untold', 'gauge', 'Keys with a limit or a rest that have no figures of their own here.', [
    { value: untoldCount },
  ])
}

function addRecorder(text: Exposition, { backlog, now }: MetricsSources): void {
  const { accepted, committed, dropped, pending, oldestAt } = backlog
  const lagMs = oldestAt === null ? 0 : Math.max(0, now - oldestAt)
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number) =>
    text.add(name, type, help, [{ value }])
  one('keywheel_recorder_accepted_total', 'counter', 'Attempts and refusals taken to be written.', accepted)
  one('keywheel_recorder_committed_total', 'counter', 'Those of them that are written.', committed)
  one(
    'keywheel_recorder_lost_total',
    'counter',
    'Those that never will be; 0 unless the database was away for long.',
    dropped,
  )
  one('keywheel_recorder_pending', 'gauge', 'Those that wait.', pending)
  one('keywheel_recorder_lag_seconds', 'gauge', 'How long the oldest of them waits; 0: none does.', lagMs / 1000)
}
