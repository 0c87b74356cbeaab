import { describe, expect, it } from 'vitest'
import type { CallerLimits } from '@/lib/engine/caller-limits'
import { DAY_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { attemptOf, NOW } from '@/lib/store/rows.fixture'
import { CallerMeter } from './caller-meter'

const NONE: CallerLimits = { requestsPerMinute: null, requestsPerDay: null, budgetUsdPerMonth: null }
const NEXT_MONTH = Date.UTC(2026, 11)
const ENDED = { caller: 'app', startedAt: NOW, ending: 'first-try' } as const

function meterOf(limits: Partial<CallerLimits>, at = NOW): CallerMeter {
  const meter = new CallerMeter()
  meter.replace(new Map([['app', { ...NONE, ...limits }]]), at)
  return meter
}

const letIn = (meter: CallerMeter, times: number, at = NOW) =>
  Array.from({ length: times }, () => meter.count('app', at) === null)

describe('a limited caller', () => {
  it('is let in as often as its limit says, and again when the minute or the day of UTC is over', () => {
    const meter = meterOf({ requestsPerMinute: 2, requestsPerDay: 3 })
    expect(letIn(meter, 3)).toEqual([true, true, false])
    expect(meter.count('app', NOW)).toEqual({ window: 'minute', limit: 2, until: NOW + MINUTE_MS })
    expect(letIn(meter, 2, NOW + MINUTE_MS)).toEqual([true, false])
    const [dayEnd] = [NOW - (NOW % DAY_MS) + DAY_MS]
    expect(meter.count('app', NOW + MINUTE_MS)).toEqual({ window: 'day', limit: 3, until: dayEnd })
    expect(letIn(meter, 1, dayEnd)).toEqual([true])
  })

  it('is out for the month once its budget is spent, and told of the limit that keeps it out longest', () => {
    const meter = meterOf({ budgetUsdPerMonth: 1, requestsPerMinute: 1 })
    meter.record(attemptOf({ ...ENDED, costUsd: 0.6 }), NOW)
    expect(letIn(meter, 2)).toEqual([true, false])
    meter.record(attemptOf({ ...ENDED, costUsd: 0.4 }), NOW)
    expect(meter.count('app', NOW)).toEqual({ window: 'month', limit: 1, until: NEXT_MONTH })
    expect(letIn(meter, 1, NEXT_MONTH)).toEqual([true])
  })

  it('keeps its count when its limits are changed, and is free without any', () => {
    const meter = meterOf({ requestsPerDay: 2 })
    letIn(meter, 2)
    meter.replace(new Map([['app', { ...NONE, requestsPerDay: 3 }]]), NOW)
    expect(letIn(meter, 2)).toEqual([true, false])
    meter.replace(new Map([['app', NONE]]), NOW)
    expect(letIn(meter, 5)).not.toContain(false)
    expect(meter.hasAny()).toBe(false)
  })

  it('counts what the database holds from before a restart', () => {
    const meter = meterOf({ requestsPerDay: 5, budgetUsdPerMonth: 2 })
    meter.learn(new Map([['app', { minuteCount: 0, dayCount: 4, monthUsd: 1 }]]), NOW)
    expect(letIn(meter, 2)).toEqual([true, false])
    meter.record(attemptOf({ ...ENDED, costUsd: 1 }), NOW)
    expect(meter.count('app', NOW)?.window).toBe('month')
  })

  it('does not count its own requests twice, wherever the recorder is with them', () => {
    const meter = meterOf({ requestsPerDay: 4 })
    letIn(meter, 2)
    meter.record(attemptOf({ ...ENDED, ending: null }), NOW)
    meter.record(attemptOf({ ...ENDED, number: 2, ending: 'rescued' }), NOW)
    meter.record(attemptOf(ENDED), NOW)
    for (const dayCount of [0, 1, 2]) {
      meter.learn(new Map([['app', { minuteCount: dayCount, dayCount, monthUsd: 0 }]]), NOW)
    }
    expect(letIn(meter, 3)).toEqual([true, true, false])
  })

  it('converges with another process, never refusing what both together may still do', () => {
    const meters = [meterOf({ requestsPerDay: 10 }), meterOf({ requestsPerDay: 10 })] as const
    let written = 0
    let admitted = 0
    for (let round = 0; round < 10; round += 1) {
      for (const meter of meters) {
        if (meter.count('app', NOW) !== null) continue
        admitted += 1
        written += 1
        meter.record(attemptOf(ENDED), NOW)
      }
      for (const meter of meters) {
        meter.learn(new Map([['app', { minuteCount: written, dayCount: written, monthUsd: 0 }]]), NOW)
      }
    }
    expect(admitted).toBe(10)
  })

  it('is not kept out by what was learned of a window that is over', () => {
    const meter = meterOf({ requestsPerMinute: 1 })
    expect(letIn(meter, 1, NOW + MINUTE_MS)).toEqual([true])
    meter.learn(new Map([['app', { minuteCount: 7, dayCount: 0, monthUsd: 0 }]]), NOW)
    expect(letIn(meter, 1, NOW + 2 * MINUTE_MS)).toEqual([true])
  })
})
