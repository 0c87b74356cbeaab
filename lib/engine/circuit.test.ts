import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  admitTrial,
  beginTrial,
  CLOSED,
  circuitAdmits,
  circuitAfter,
  circuitReturnsAt,
  isLate,
  openCircuit,
} from './circuit'
import { CIRCUIT } from './defaults'
import type { Circuit } from './state'
import { HOUR_MS, SECOND_MS } from './vocabulary'

const start = Date.parse('2026-11-22T12:00:00Z')
const failed = (leaseId: number, isTrial = false) =>
  ({ leaseId, isTrial, result: 'failed', cause: 'overloaded' }) as const
const reached = (leaseId: number, isTrial = false) =>
  ({ leaseId, isTrial, result: 'reached', cause: 'success' }) as const
const unknown = (leaseId: number, isTrial = false) =>
  ({ leaseId, isTrial, result: 'unknown', cause: 'aborted' }) as const

function settledWith(circuit: Circuit, verdicts: readonly Parameters<typeof circuitAfter>[1][], everyMs = 0): Circuit {
  return verdicts.reduce((now, verdict, index) => circuitAfter(now, verdict, start + index * everyMs), circuit)
}

describe('a closed circuit', () => {
  it('opens at 5 failures in a row, for 5 s', () => {
    const four = settledWith(
      CLOSED,
      [1, 2, 3, 4].map(id => failed(id)),
    )
    expect(circuitAdmits(four, start)).toBe('yes')
    const five = circuitAfter(four, failed(5), start)
    expect(five).toEqual({
      kind: 'open',
      openedAt: start,
      until: start + 5 * SECOND_MS,
      openings: 1,
      cause: 'overloaded',
    })
    expect(circuitAdmits(five, start + 5 * SECOND_MS - 1)).toBe('no')
    expect(circuitReturnsAt(five, start)).toBe(start + 5 * SECOND_MS)
    expect(circuitAdmits(five, start + 5 * SECOND_MS)).toBe('trial')
  })

  it('counts a row anew after an answer, but not after an aborted attempt', () => {
    expect(settledWith(CLOSED, [failed(1), failed(2), failed(3), failed(4), reached(5), failed(6)]).kind).toBe('closed')
    expect(settledWith(CLOSED, [failed(1), failed(2), failed(3), failed(4), unknown(5), failed(6)]).kind).toBe('open')
  })

  it('opens when over half of at least 20 attempts within 30 s failed, and not at exactly half', () => {
    // Three failures to two answers: never five in a row, share 0.6.
    const mixed = (count: number) => Array.from({ length: count }, (_, id) => (id % 5 < 2 ? reached(id) : failed(id)))
    expect(settledWith(CLOSED, mixed(19)).kind).toBe('closed')
    expect(settledWith(CLOSED, mixed(20)).kind).toBe('open')
    const half = Array.from({ length: 100 }, (_, id) => (id % 2 === 0 ? reached(id) : failed(id)))
    expect(settledWith(CLOSED, half).kind).toBe('closed')
  })

  it('forgets attempts that are older than its window', () => {
    const mixed = Array.from({ length: 60 }, (_, id) => (id % 5 < 2 ? reached(id) : failed(id)))
    expect(settledWith(CLOSED, mixed, 3 * SECOND_MS).kind).toBe('closed')
  })
})

describe('an open circuit', () => {
  const open = openCircuit(CLOSED, 'timed-out', start)

  it('hears nobody: results of attempts leased before the opening change nothing', () => {
    for (const verdict of [failed(1), reached(2), unknown(3)]) {
      expect(circuitAfter(open, verdict, start + 1)).toBe(open)
      expect(circuitAfter(open, verdict, start + HOUR_MS)).toBe(open)
    }
    expect(openCircuit(open, 'overloaded', start + 1)).toBe(open)
  })

  it('lets one trial out at a time', () => {
    const trying = beginTrial(open, 10, start + 5 * SECOND_MS)
    expect(circuitAdmits(trying, start + 6 * SECOND_MS)).toBe('no')
    expect(circuitReturnsAt(trying, start + 6 * SECOND_MS)).toBe(start + 65 * SECOND_MS)
  })

  it('closes when its trial reaches the upstream', () => {
    const trying = beginTrial(open, 10, start + 5 * SECOND_MS)
    expect(circuitAdmits(circuitAfter(trying, reached(10, true), start + 6 * SECOND_MS), start)).toBe('yes')
  })

  it('frees an aborted trial without judging', () => {
    const freed = circuitAfter(beginTrial(open, 10, start + 5 * SECOND_MS), unknown(10, true), start + 6 * SECOND_MS)
    expect(freed.kind).toBe('half-open')
    expect(circuitAdmits(freed, start + 6 * SECOND_MS)).toBe('trial')
    expect(circuitReturnsAt(freed, start + 6 * SECOND_MS)).toBeNull()
  })

  it('lets a trial out at once when an operator says so, and a failed one lengthens the wait all the same', () => {
    const tried = admitTrial(open, start + SECOND_MS)
    expect(circuitAdmits(tried, start + SECOND_MS)).toBe('trial')
    const failedAt = start + 2 * SECOND_MS
    const again = circuitAfter(beginTrial(tried, 10, start + SECOND_MS), failed(10, true), failedAt)
    expect(again).toMatchObject({ kind: 'open', openings: 2, until: failedAt + 10 * SECOND_MS })
    const lost = beginTrial(open, 11, start + 5 * SECOND_MS)
    expect(circuitAdmits(admitTrial(lost, start + 6 * SECOND_MS), start + 6 * SECOND_MS)).toBe('trial')
    expect(admitTrial(CLOSED, start)).toBe(CLOSED)
  })

  it('opens for twice as long after each failed trial, up to 10 s, and for 5 s again after a closing', () => {
    let circuit = open
    let now = start
    const waits: number[] = []
    for (let id = 1; id <= 6; id++) {
      now = circuitReturnsAt(circuit, now) ?? now
      circuit = circuitAfter(beginTrial(circuit, id, now), failed(id, true), now)
      waits.push(((circuitReturnsAt(circuit, now) ?? now) - now) / SECOND_MS)
    }
    expect(waits).toEqual([10, 10, 10, 10, 10, 10])
    const closed = circuitAfter(beginTrial(circuit, 9, now + HOUR_MS), reached(9, true), now + HOUR_MS)
    expect(circuitReturnsAt(openCircuit(closed, 'overloaded', now), now)).toBe(now + 5 * SECOND_MS)
  })

  it('gives the place of a trial that nobody settles to another, whose word then counts', () => {
    const trying = beginTrial(open, 10, start)
    expect(circuitAdmits(trying, start + CIRCUIT.trialMs - 1)).toBe('no')
    expect(circuitAdmits(trying, start + CIRCUIT.trialMs)).toBe('trial')
    const second = beginTrial(trying, 11, start + CIRCUIT.trialMs)
    expect(circuitAfter(second, reached(10, true), start + CIRCUIT.trialMs + 1)).toBe(second)
    expect(circuitAfter(second, failed(10, true), start + CIRCUIT.trialMs + 1)).toBe(second)
    expect(circuitAfter(second, reached(11, true), start + CIRCUIT.trialMs + 1).kind).toBe('closed')
  })

  it('is not opened again by attempts leased before the trial that closed it', () => {
    const closed = circuitAfter(beginTrial(open, 10, start), reached(10, true), start)
    const late = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(id => failed(id))
    expect(settledWith(closed, late)).toBe(closed)
    expect(isLate(closed, 9)).toBe(true)
    expect(isLate(closed, 10)).toBe(false)
    expect(
      settledWith(
        closed,
        [11, 12, 13, 14, 15].map(id => failed(id)),
      ).kind,
    ).toBe('open')
  })

  it('is not kept shut for hours by a clock that was hours ahead', () => {
    const ahead = openCircuit(CLOSED, 'overloaded', start + 5 * HOUR_MS)
    expect(circuitAdmits(ahead, start)).toBe('trial')
    expect(circuitAdmits(beginTrial(ahead, 1, start + 5 * HOUR_MS), start)).toBe('trial')
  })
})

it('keeps its promises under any traffic and any clock', () => {
  const step = fc.record({
    kind: fc.constantFrom('lease', 'lease', 'reached', 'failed', 'failed', 'unknown', 'attribute'),
    pick: fc.nat(),
    waitMs: fc.oneof(fc.integer({ min: 0, max: 10 * SECOND_MS }), fc.constantFrom(-HOUR_MS, HOUR_MS, 90 * SECOND_MS)),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      let circuit: Circuit = CLOSED
      let now = start
      let nextId = 1
      const out: { id: number; isTrial: boolean; at: number }[] = []
      for (const { kind, pick, waitMs } of steps) {
        now += waitMs
        const before: Circuit = circuit
        if (kind === 'lease') {
          const admits = circuitAdmits(circuit, now)
          if (admits === 'no') {
            const returnsAt = circuitReturnsAt(circuit, now) ?? Number.NaN
            expect(returnsAt).toBeGreaterThan(now)
            expect(returnsAt).toBeLessThanOrEqual(now + 60 * SECOND_MS)
            expect(circuitAdmits(circuit, returnsAt)).toBe('trial')
          } else {
            out.push({ id: nextId, isTrial: admits === 'trial', at: now })
            if (admits === 'trial') circuit = beginTrial(circuit, nextId, now)
            nextId++
          }
        } else if (kind === 'attribute') {
          circuit = openCircuit(circuit, 'unreachable', now)
        } else {
          const [settled] = out.splice(pick % Math.max(1, out.length), 1)
          if (settled === undefined) continue
          const verdict = { leaseId: settled.id, isTrial: settled.isTrial, result: kind, cause: 'overloaded' } as const
          circuit = circuitAfter(circuit, verdict, now)
          const isItsTrial = before.kind === 'half-open' && before.trialLeaseId === settled.id
          if (before.kind !== 'closed' && !isItsTrial) expect(circuit).toBe(before)
          if (before.kind === 'closed' && circuit.kind === 'open') expect(kind).toBe('failed')
          if (before.kind !== 'closed' && circuit.kind === 'closed') expect(kind).toBe('reached')
        }
        if (circuit.kind === 'open') expect(circuit.until - circuit.openedAt).toBeLessThanOrEqual(CIRCUIT.openCapMs)
        if (circuit.kind === 'half-open') expect(circuit.trialLeaseId === null).toBe(circuit.trialAt === null)
      }
    }),
    { numRuns: 3000 },
  )
})
