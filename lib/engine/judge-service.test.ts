import { describe, expect, it } from 'vitest'
import { ONLY_KEY } from './choice'
import { beginTrial } from './circuit'
import { FRESH_SERVICE } from './fresh'
import { judgeService } from './judge-service'
import type { Lease } from './lease'
import type { ServiceState } from './state'
import { type Outcome, SECOND_MS } from './vocabulary'

const START = Date.parse('2026-11-22T12:00:00Z')
const KEY_COUNT = 100

function leaseOf(id: number, keyId: string, isTrial = false): Lease {
  const score = { total: 0, priority: 0, recentSuccess: 0, recentFailure: 0, usage: 0, recentlyUnused: 0 }
  return {
    id,
    service: 'groq',
    keyId,
    masked: 'gsk_a…1',
    keyName: keyId,
    account: null,
    model: null,
    units: 1,
    leasedAt: START,
    expiresAt: START + SECOND_MS,
    isTrial,
    isPassing: false,
    strategy: 'score',
    score,
    choice: ONLY_KEY,
  }
}

const outcomeOf = (kind: 'overloaded' | 'success'): Outcome => ({
  kind,
  blame: kind === 'success' ? 'nobody' : 'service',
  rule: 'test',
  status: null,
  hintUntil: null,
  window: null,
  isAmbiguous: false,
  learned: [],
})

const failed = (state: ServiceState, lease: Lease, now: number) =>
  judgeService(state, lease, outcomeOf('overloaded'), KEY_COUNT, now)

/** Three keys fail alike at `START`, the circuit opens, and its trial closes it 5 s later. */
function closedAgain(): ServiceState {
  let state = FRESH_SERVICE
  for (const [index, keyId] of ['a', 'b', 'c'].entries())
    state = failed(state, leaseOf(index + 1, keyId), START).service
  const trial = leaseOf(20, 'd', true)
  const trying = { ...state, circuit: beginTrial(state.circuit, trial.id, START + 5 * SECOND_MS) }
  return judgeService(trying, trial, outcomeOf('success'), KEY_COUNT, START + 5 * SECOND_MS).service
}

describe('failures alike on three keys', () => {
  it('open the circuit, name the keys, and take their rests back', () => {
    const two = failed(failed(FRESH_SERVICE, leaseOf(1, 'a'), START).service, leaseOf(2, 'b'), START)
    expect([two.service.circuit.kind, two.events, two.lift]).toEqual(['closed', [], null])
    const three = failed(two.service, leaseOf(3, 'c'), START)
    expect(three.events).toMatchObject([{ kind: 'circuit-opened', cause: 'overloaded', keyIds: ['a', 'b', 'c'] }])
    expect(three.lift).toEqual({ keyIds: ['a', 'b', 'c'], sinceAt: START - 10 * SECOND_MS })
  })

  it('open it once: after its trial succeeded a single failure is a single failure', () => {
    const state = closedAgain()
    expect(state.circuit.kind).toBe('closed')
    expect(failed(state, leaseOf(21, 'd'), START + 6 * SECOND_MS).service.circuit.kind).toBe('closed')
  })

  it('do not open it again when they come late, from before the trial that closed it', () => {
    let state = closedAgain()
    for (const [index, keyId] of ['e', 'f', 'g', 'h', 'i', 'j'].entries()) {
      state = failed(state, leaseOf(10 + index, keyId), START + 6 * SECOND_MS).service
    }
    expect(state.circuit.kind).toBe('closed')
    expect(failed(state, leaseOf(21, 'k'), START + 6 * SECOND_MS).service.circuit.kind).toBe('closed')
  })

  it('are told of once: while it is open, nothing more happens', () => {
    let state = FRESH_SERVICE
    const events = ['a', 'b', 'c', 'd', 'e'].flatMap((keyId, index) => {
      const judged = failed(state, leaseOf(index + 1, keyId), START)
      state = judged.service
      return judged.events
    })
    expect(events).toHaveLength(1)
  })
})
