import fc from 'fast-check'
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

describe('a budget with requests under way', () => {
  const ask = (meter: CallerMeter, requestId: string, usd: number, at = NOW) => meter.hold('app', requestId, usd, at)

  it('lets one in as long as anything is left, and another as long as those under way leave some', () => {
    const meter = meterOf({ budgetUsdPerMonth: 1 })
    expect(ask(meter, 'a', 5)).toBeNull()
    expect(ask(meter, 'b', 0.1)).toEqual({ leftUsd: 1, limitUsd: 1 })
    meter.record(attemptOf({ ...ENDED, requestId: 'a', costUsd: 0.2 }), NOW)
    expect(ask(meter, 'c', 0.5)).toBeNull()
    expect(ask(meter, 'd', 0.5)).toBeNull()
    expect(ask(meter, 'e', 0.1)).toEqual({ leftUsd: 0.8, limitUsd: 1 })
  })

  it('leaves what another process spent lately, though it was read already, and no longer than four seconds', () => {
    const other = meterOf({ budgetUsdPerMonth: 10 })
    other.record(attemptOf({ ...ENDED, costUsd: 6 }), NOW)
    const meter = meterOf({ budgetUsdPerMonth: 10 })
    meter.learn(new Map([['app', { minuteCount: 0, dayCount: 0, monthUsd: 6 }]]), NOW)
    meter.hearHeld(other.held(NOW + 3999))
    expect(meter.hold('app', 'r1', 1, NOW + 3999)).toEqual({ leftUsd: 4, limitUsd: 10 })
    meter.hearHeld(other.held(NOW + 4000))
    expect(meter.hold('app', 'r1', 1, NOW + 4000)).toBeNull()
  })

  it('holds until the last attempt of a request is recorded, not one before', () => {
    const meter = meterOf({ budgetUsdPerMonth: 1 })
    ask(meter, 'a', 2)
    meter.record(attemptOf({ ...ENDED, requestId: 'a', ending: null, costUsd: 0 }), NOW)
    expect(ask(meter, 'b', 1)).not.toBeNull()
    meter.record(attemptOf({ ...ENDED, requestId: 'a', number: 2, ending: 'rescued', costUsd: 0.1 }), NOW)
    expect(ask(meter, 'b', 1)).toBeNull()
  })

  it('gives back what ended without a word, once, and what nobody can have under way any more', () => {
    const meter = meterOf({ budgetUsdPerMonth: 1 })
    ask(meter, 'a', 1)
    meter.release('a')
    meter.release('a')
    expect(ask(meter, 'b', 1)).toBeNull()
    expect(ask(meter, 'c', 1)).not.toBeNull()
    expect(ask(meter, 'c', 1, NOW + DAY_MS)).toBeNull()
  })

  it('keeps what is held when the budget is changed, and holds nothing of who has none', () => {
    const meter = meterOf({ budgetUsdPerMonth: 1 })
    ask(meter, 'a', 2)
    meter.replace(new Map([['app', { ...NONE, budgetUsdPerMonth: 1.5 }]]), NOW)
    expect(ask(meter, 'b', 1)).toEqual({ leftUsd: 1.5, limitUsd: 1.5 })
    meter.replace(new Map([['app', { ...NONE, requestsPerDay: 9 }]]), NOW)
    expect(ask(meter, 'b', 1)).toBeNull()
  })

  it('never holds less than nothing, whatever comes when', () => {
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), usd: fc.double({ min: 0, max: 2, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 40 }), steps => {
        const meter = meterOf({ budgetUsdPerMonth: 1 })
        const held = new Map<string, number>()
        for (const [{ id, usd }, isEnd] of steps) {
          const sum = [...held.values()].reduce((total, each) => total + each, 0)
          if (isEnd || held.has(id)) {
            meter.release(id)
            held.delete(id)
          } else {
            const verdict = ask(meter, id, usd)
            // let in exactly while those under way leave some of the dollar
            expect(verdict === null).toBe(held.size === 0 || sum < 1 - 1e-9 || sum === 0)
            if (verdict === null) held.set(id, usd)
          }
        }
      }),
    )
  })

  it('a request given back is one more that may come', () => {
    const meter = meterOf({ requestsPerDay: 1 })
    expect(letIn(meter, 2)).toEqual([true, false])
    meter.giveBack('app', NOW)
    expect(letIn(meter, 2)).toEqual([true, false])
  })
})
