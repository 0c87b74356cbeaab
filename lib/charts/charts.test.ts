import { describe, expect, it } from 'vitest'
import type { KeyEventView } from '@/lib/contract/key-event'
import type { UsageBucket } from '@/lib/contract/usage'
import { keyColour } from './colours'
import { gapsIn } from './gaps'
import { dailyUse, hourlyUse } from './limit-use'
import { restedMs, restSpans } from './rests'
import { groupsIn, latencyPoints, outcomePoints } from './series'
import { timeTicks, valueTicks } from './ticks'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2026, 10, 22)
const iso = (at: number) => new Date(at).toISOString()

function bucketAt(at: number, fields: Partial<UsageBucket> = {}): UsageBucket {
  const outcomes = { answered: 0, limited: 0, key: 0, service: 0, caller: 0, refused: 0 }
  const sums = { attempts: 0, outcomes, units: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, firstByte: null, total: null }
  return { at: iso(at), isGap: false, ...sums, ...fields }
}

describe('series', () => {
  it('draw nothing in a gap, and zero where nothing happened', () => {
    const points = outcomePoints([bucketAt(START), bucketAt(START + HOUR_MS, { isGap: true })])
    expect(points[0]).toMatchObject({ at: START, answered: 0 })
    expect(points[1]).toEqual({ at: START + HOUR_MS, isGap: true })
    expect(groupsIn(points)).toEqual(['answered'])
    expect(latencyPoints([bucketAt(START)])[0]).toMatchObject({ p50: null, firstP95: null })
  })

  it('join neighbouring gaps', () => {
    const points = [true, true, false, true].map((isGap, at) => ({ at, isGap }))
    expect(gapsIn(points)).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 3 },
    ])
  })
})

describe('use of a daily limit', () => {
  it('begins anew where the zone’s day turns, and leaves out a day whose beginning is not known', () => {
    const from = START + 2 * HOUR_MS
    const buckets = Array.from({ length: 30 }, (_, i) => bucketAt(from + i * HOUR_MS, { units: 1 }))
    const points = hourlyUse(buckets, 'Asia/Baku')
    // Baku is four hours ahead: its day turns at 20:00 UTC
    expect(points[0]).toEqual({ at: START + 20 * HOUR_MS, isGap: false, before: 0, added: 1 })
    expect(points.at(-1)).toMatchObject({ before: 11, added: 1 })
    expect(dailyUse(buckets)[3]).toMatchObject({ before: 0, added: 1 })
  })
})

describe('ticks', () => {
  it('of values are round, whole and reach the highest', () => {
    expect(valueTicks(0)).toEqual([0, 1])
    expect(valueTicks(3)).toEqual([0, 1, 2, 3])
    expect(valueTicks(1440)).toEqual([0, 500, 1000, 1500])
    for (const highest of [1, 7, 99, 101, 12_345, 9_999_999]) {
      const ticks = valueTicks(highest)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
  })

  it('of time stand at round hours of the reader’s clock, and are few', () => {
    const hours = Array.from({ length: 48 }, (_, i) => START + i * HOUR_MS)
    const inBaku = timeTicks(hours, 'hour', 'Asia/Baku', 8)
    const clock = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Baku', hour: '2-digit', hourCycle: 'h23' })
    expect(inBaku.map(at => clock.format(at))).toEqual(['06', '12', '18', '00', '06', '12', '18', '00'])
    const minutes = Array.from({ length: 61 }, (_, i) => START + i * 60_000)
    expect(timeTicks(minutes, 'minute', 'UTC', 8).map(at => (at - START) / 60_000)).toEqual([0, 10, 20, 30, 40, 50, 60])
    const days = Array.from({ length: 30 }, (_, i) => START + i * DAY_MS)
    expect(timeTicks(days, 'day', 'UTC', 8)).toHaveLength(6)
  })
})

describe('a key’s colour', () => {
  it('is one for its id, and keys that were added together differ', () => {
    const ids = Array.from({ length: 24 }, (_, i) => `0193-7${String(i).padStart(3, '0')}-abcd`)
    expect(ids.map(keyColour)).toEqual(ids.map(keyColour))
    expect(new Set(ids.map(keyColour)).size).toBeGreaterThan(6)
  })
})

describe('rests', () => {
  let count = 0
  const eventOf = (kind: KeyEventView['kind'], at: number, fields: Partial<KeyEventView> = {}): KeyEventView => {
    count += 1
    const none = { account: null, scope: null, model: null, provenance: null, reason: null, status: null, rule: null }
    return {
      id: `${count}`,
      at: iso(at),
      service: 'groq',
      keyId: 'k1',
      kind,
      ...none,
      until: null,
      operator: null,
      ...fields,
    }
  }
  const rest = (at: number, until: number, model: string | null = null) =>
    eventOf('rested', at, { scope: model ? 'key-model' : 'key', model, reason: 'rate-limited', until: iso(until) })
  const now = START + 10_000

  it('end by themselves, or sooner by a reset, and a pause lasts until somebody ends it', () => {
    const spans = restSpans(
      [
        eventOf('paused', START + 5000),
        eventOf('reset', START + 3000),
        rest(START, START + 9000),
        rest(START + 3500, START + 4000),
      ],
      { from: START, now },
    )
    expect(spans.map(({ kind, from, to, isCut }) => [kind, from - START, to && to - START, isCut])).toEqual([
      ['rested', 0, 3000, true],
      ['rested', 3500, 4000, false],
      ['paused', 5000, null, false],
    ])
    expect(restedMs(spans, { from: START, now })).toBe(3000 + 500 + 5000)
  })

  it('are prolonged by the same again, overlap for different models, and count once', () => {
    const events = [rest(START, START + 4000), rest(START + 2000, START + 8000), rest(START, START + 9000, 'llama')]
    const spans = restSpans(events, { from: START, now })
    expect(spans.map(({ from, to, event }) => [from - START, (to ?? 0) - START, event.model])).toEqual([
      [0, 2000, null],
      [0, 9000, 'llama'],
      [2000, 8000, null],
    ])
    expect(restedMs(spans, { from: START + 1000, now })).toBe(7000)
  })

  it('from before the range are shown where they reach into it', () => {
    const events = [rest(START - 9000, START - 5000), rest(START - 3000, START + 1)]
    expect(restSpans(events, { from: START, now })).toHaveLength(1)
  })
})
