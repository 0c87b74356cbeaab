import { describe, expect, it } from 'vitest'
import { findService } from '@/lib/catalog/index'
import { keyOf } from '@/lib/engine/key.fixture'
import { type Key, MINUTE_MS, type Strategy } from '@/lib/engine/vocabulary'
import { MIXES, type MixName } from '@/lib/simulator/mix'
import { SIMULATED_SERVICES } from '@/lib/simulator/vocabulary'
import type { Rehearsal } from './rehearsal'
import { rehearse } from './rehearse'

function rehearsalOf(id: string, keyCount: number, mix: MixName, change: Partial<Rehearsal> = {}): Rehearsal {
  const service = findService(id)
  if (!service) throw new Error(`the catalog has no ${id}`)
  const keys = Array.from(
    { length: keyCount },
    (_, index): Key => ({ ...keyOf(), id: `k${index + 1}`, service: id, name: `K${index + 1}` }),
  )
  return {
    ...{ service, keys, mix: MIXES[mix], requestsPerSecond: 5, durationMs: 5 * MINUTE_MS },
    ...{ upstreamPerMinute: null, upstreamPerDay: null, streamShare: 0.5, latencyMs: 600, seed: 7 },
    startAt: Date.parse('2026-11-27T00:00:00Z'),
    ...change,
  }
}

function under(rehearsal: Rehearsal, strategy: Strategy): Rehearsal {
  const { service } = rehearsal
  return { ...rehearsal, service: { ...service, policy: { ...service.policy, strategy } } }
}

describe('a rehearsal', () => {
  it('answers everything by the first key where nothing goes wrong', async () => {
    const report = await rehearse(rehearsalOf('groq', 3, 'quiet'))
    expect(report.requestCount).toBeGreaterThan(1300)
    expect(report.endings).toEqual({ firstTry: report.requestCount, rescued: 0, declined: 0, lost: 0 })
    expect(report.attemptCount).toBe(report.requestCount)
    expect(report.waits.p50Ms).toBeGreaterThan(300)
    expect(report.waits.p50Ms).toBeLessThan(900)
  })

  it('is the same for the same seed, and another for another', async () => {
    const rehearsal = rehearsalOf('gemini', 3, 'storm')
    const report = await rehearse(rehearsal)
    expect(await rehearse(rehearsal)).toEqual(report)
    expect(await rehearse({ ...rehearsal, seed: 8 })).not.toEqual(report)
  })

  it('brings the same traffic to each strategy', async () => {
    const rehearsal = rehearsalOf('groq', 3, 'busy')
    const [score, priority] = [await rehearse(under(rehearsal, 'score')), await rehearse(under(rehearsal, 'priority'))]
    expect(priority.requestCount).toBe(score.requestCount)
    const arrived = ({ parts }: typeof score) =>
      parts.map(({ firstTry, rescued, declined, lost }) => firstTry + rescued + declined + lost)
    expect(arrived(priority)).toEqual(arrived(score))
    expect(priority.keys.map(({ attemptCount }) => attemptCount)).not.toEqual(
      score.keys.map(({ attemptCount }) => attemptCount),
    )
  })

  it('rescues with the next key what a limited or refused key was asked first', async () => {
    const busy = await rehearse(rehearsalOf('groq', 3, 'busy'))
    expect(busy.endings.rescued).toBeGreaterThan(0)
    expect(busy.endings.lost).toBe(0)
    const bad = await rehearse(rehearsalOf('groq', 3, 'bad-keys'))
    expect(bad.endings.lost).toBe(0)
    expect(bad.keys.map(({ status }) => status)).toEqual(['rejected', 'suspended', 'active'])
  })

  it('loses what the upstream grants nobody, and says why', async () => {
    const report = await rehearse(rehearsalOf('groq', 2, 'quiet', { upstreamPerMinute: 60 }))
    expect(report.endings.lost / report.requestCount).toBeGreaterThan(0.4)
    expect(report.losses[0]?.reason).toBe('limits')
    const answered = report.endings.firstTry + report.endings.rescued
    expect(answered).toBeLessThanOrEqual(2 * 60 * 6)
    expect(answered).toBeGreaterThan(2 * 60 * 4)
  })

  it('multiplies an outage for nobody: the circuit opens, and calls stay near the requests', async () => {
    const report = await rehearse(rehearsalOf('openai', 4, 'outage', { requestsPerSecond: 20 }))
    expect(report.circuitOpenings).toBeGreaterThan(0)
    expect(report.attemptCount).toBeLessThan(report.requestCount * 1.1)
  })

  it.each([30, 600])(
    'serves again within ten seconds after an outage of %i s, however long it lasted',
    async outageS => {
      const steps = [
        { atMs: MINUTE_MS, service: 'openai' as const, kind: 'unavailable' as const, forMs: outageS * 1000 },
      ]
      const mix = { name: 'outage', about: '', cycleMs: Number.MAX_SAFE_INTEGER, steps }
      const durationMs = 2 * MINUTE_MS + outageS * 1000
      const { endings, attemptCount, requestCount } = await rehearse({
        ...rehearsalOf('openai', 4, 'quiet', { durationMs, requestsPerSecond: 4 }),
        mix,
      })
      expect(endings.lost / 4).toBeLessThan(1.1 * (outageS + 10))
      expect(attemptCount).toBeLessThan(requestCount)
    },
  )

  it('waits in its own time where the policy waits', async () => {
    const rehearsal = rehearsalOf('groq', 1, 'quiet', { upstreamPerMinute: 100, requestsPerSecond: 2 })
    const impatient = await rehearse(rehearsal)
    const { service } = rehearsal
    const patient = await rehearse({
      ...rehearsal,
      service: { ...service, policy: { ...service.policy, maxWaitMs: 40_000 } },
    })
    expect(patient.endings.lost).toBeLessThan(impatient.endings.lost)
    expect(patient.waits.maxMs).toBeGreaterThan(5_000)
  })

  it.each(SIMULATED_SERVICES)('plays every mix on %s to its end', async id => {
    for (const mix of Object.keys(MIXES) as MixName[]) {
      const report = await rehearse(rehearsalOf(id, 2, mix, { durationMs: MINUTE_MS, requestsPerSecond: 2 }))
      const { firstTry, rescued, declined, lost } = report.endings
      expect(firstTry + rescued + declined + lost, `${id} ${mix}`).toBe(report.requestCount)
      expect(declined, `${id} ${mix}`).toBe(0)
    }
  })

  it('shows the pools to whoever watches, second by second', async () => {
    const seen: number[] = []
    const rehearsal = rehearsalOf('groq', 2, 'quiet', { durationMs: MINUTE_MS })
    await rehearse(rehearsal, (_, now) => seen.push(now - rehearsal.startAt))
    expect(seen).toHaveLength(60)
    expect(seen[0]).toBe(1000)
  })
})
