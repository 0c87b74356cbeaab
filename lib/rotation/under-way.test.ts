import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CIRCUIT } from '@/lib/engine/defaults'
import type { Circuit } from '@/lib/engine/state'
import { NO_USAGE, type Signal } from '@/lib/engine/vocabulary'
import { poolServices } from './in-process.fixture'
import { knownService } from './in-process-ports'
import { rotate } from './rotate'

/** 20 keys, and requests whose attempts all end with this status, a few milliseconds later. */
function wheel() {
  const secrets = Array.from({ length: 20 }, (_, index) => `secret-${index}`)
  const house = poolServices([{ id: 'groq', origin: 'http://127.0.0.1:1', secrets }])
  const service = knownService(house.ports, 'groq')
  const signal = (status: number): Signal => {
    return { kind: 'response', status, headers: {}, body: '', model: null, at: house.ports.now() }
  }
  const ask = (meets: () => number) =>
    rotate(house.ports, {
      ...{ requestId: `r${Math.random()}`, service, model: null, units: 1, method: 'POST', path: '/', caller: null },
      ...{ isSafeToRepeat: true, isReplayable: true, isSlowToAnswer: false, hasIdempotencyKey: false, abort: null },
      isRefusedAfter: () => false,
      arrivedAt: house.ports.now(),
      attempt: async () => {
        await sleep(5)
        return { kind: 'failed', signal: signal(meets()), value: 'refusal', firstByteAt: null }
      },
    })
  const circuit = (): Circuit => house.pools.stateOf('groq').circuit
  return { ...house, signal, ask, circuit }
}

test('requests under way in an outage do not lengthen the opening, and keep their attempts', async () => {
  const { ask, circuit } = wheel()
  const rotated = await Promise.all(Array.from({ length: 3 }, () => ask(() => 500)))
  expect(rotated.map(({ trail }) => trail.length)).toEqual([3, 3, 3])
  const opened = circuit()
  if (opened.kind !== 'open') throw new Error(`the circuit is ${opened.kind}`)
  expect(opened).toMatchObject({ openings: 1, until: opened.openedAt + CIRCUIT.firstOpenMs })
})

test('a request under way that is answered closes the circuit', async () => {
  const { ask, circuit, events } = wheel()
  await Promise.all(Array.from({ length: 3 }, () => ask(() => (circuit().kind === 'closed' ? 500 : 404))))
  expect(circuit().kind).toBe('closed')
  expect(events.at(-1)?.kind).toBe('circuit-closed')
})

test('the trial comes when the opening ends, and only a failed trial lengthens the next', async () => {
  const { ask, circuit, clock, pools } = wheel()
  await Promise.all(Array.from({ length: 3 }, () => ask(() => 500)))
  clock.aheadMs += CIRCUIT.firstOpenMs
  const trial = pools.lease('groq', { model: null, units: 1 })
  if ('kind' in trial) throw new Error('no trial')
  expect(trial).toMatchObject({ isTrial: true, isPassing: false })
  const failed = { kind: 'overloaded', blame: 'service', rule: '', status: 503, hintUntil: null, window: null } as const
  pools.settle(trial, { ...failed, isAmbiguous: false, learned: [] }, NO_USAGE)
  expect(circuit()).toMatchObject({ kind: 'open', openings: 2 })
})
