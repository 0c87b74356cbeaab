import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usageInputSchema } from '@/lib/contract/usage'
import type { Attempt } from '@/lib/engine/attempt'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { attemptOf } from '@/lib/store/rows.fixture'
import { noteRun } from '@/lib/store/server-runs'
import { perform } from './context'
import { newKey, openWorld, START, VIEWER, type World } from './control.fixture'
import { addKey } from './keys'
import { usage } from './usage'
import { percentile } from './usage-buckets'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const ask = async (input: unknown) => perform(usage, usageInputSchema, world.context(VIEWER), input)
const record = (...attempts: Partial<Attempt>[]) =>
  appendAttempts(world.store, {
    attempts: attempts.map(fields => ({ attempt: attemptOf({ startedAt: world.clock.now, ...fields }), day: null })),
    keys: [],
    accounts: [],
  })

describe('usage', () => {
  it('of a key counts its attempts by who must act, its units, tokens and cost; the others count for none of it', async () => {
    const { id } = await addKey({ ctx: world.context(), input: newKey('first') })
    await record(
      { keyId: id, tokensIn: 10, tokensOut: 5, costUsd: 0.5 },
      { keyId: id, outcome: 'rate-limited', isCounted: false, tokensIn: 0, tokensOut: 0, costUsd: 0 },
      { keyId: id, outcome: 'timed-out', isCounted: true, tokensIn: 0, tokensOut: 0, costUsd: 0 },
      { keyId: 'another' },
    )
    const { buckets } = await ask({ key: id, grain: 'hour' })
    expect(buckets).toHaveLength(49)
    expect(buckets.at(-1)).toMatchObject({
      isGap: false,
      attempts: 3,
      outcomes: { answered: 1, limited: 1, key: 0, service: 1, caller: 0, refused: 0 },
      units: 2,
      tokensIn: 10,
      tokensOut: 5,
      costUsd: 0.5,
    })
  })

  it('is zero while a server ran without traffic, and a gap while none ran or the key was not there', async () => {
    await noteRun(world.store, START - 10 * MINUTE_MS)
    world.clock.now += 2 * MINUTE_MS
    const { id } = await addKey({ ctx: world.context(), input: newKey('first') })
    const asked = { grain: 'minute', from: iso(START - 12 * MINUTE_MS), to: iso(START + 5 * MINUTE_MS) }
    const gapsOf = async (input: object) => (await ask({ ...asked, ...input })).buckets.map(({ isGap }) => isGap)
    const both = [true, true, ...Array<boolean>(11).fill(false), true, true, true, true]
    expect(await gapsOf({ service: 'groq' })).toEqual(both)
    expect(await gapsOf({ key: id })).toEqual(Array<boolean>(17).fill(true))
    await record({ keyId: id })
    expect((await gapsOf({ key: id })).indexOf(false)).toBe(14)
    const running = await perform(
      usage,
      usageInputSchema,
      world.context(VIEWER, (await world.startServer()).live),
      asked,
    )
    expect(running.buckets[14]).toMatchObject({ isGap: false, attempts: 1 })
    expect(running.buckets[15]?.isGap).toBe(true)
  })

  it('by day turns where the service’s quota day turns, also when the clocks change', async () => {
    const midnight = Date.UTC(2026, 9, 25, 7)
    world.clock.now = midnight + 3 * DAY_MS
    await record({ service: 'gemini', startedAt: midnight - HOUR_MS }, { service: 'gemini', startedAt: midnight })
    const { zone, buckets } = await ask({ service: 'gemini', grain: 'day', from: iso(midnight - DAY_MS) })
    expect(zone).toBe('America/Los_Angeles')
    expect(buckets[0]).toMatchObject({ at: iso(midnight - DAY_MS), attempts: 1 })
    expect(buckets[1]).toMatchObject({ at: iso(midnight), attempts: 1 })
    const berlin = await ask({ grain: 'day', zone: 'Europe/Berlin', from: iso(Date.UTC(2026, 9, 24, 22)) })
    expect(berlin.buckets.slice(0, 3).map(({ at }) => at)).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ])
  })

  it('tells the latency of answers alone, and none where there was no answer', async () => {
    await record(
      ...Array.from({ length: 90 }, () => ({ totalMs: 80, firstByteMs: 20 })),
      ...Array.from({ length: 10 }, () => ({ totalMs: 4000, firstByteMs: 900 })),
      { outcome: 'overloaded', totalMs: 29_000, firstByteMs: 28_000 } as const,
    )
    const bucket = (await ask({ service: 'groq' })).buckets.at(-1)
    expect(bucket?.total?.p50Ms).toBeLessThanOrEqual(100)
    expect(bucket?.total?.p95Ms).toBeGreaterThan(2500)
    expect(bucket?.total?.p95Ms).toBeLessThanOrEqual(4000)
    expect(bucket?.firstByte?.p95Ms).toBeLessThanOrEqual(1000)
    expect((await ask({ service: 'gemini' })).buckets.at(-1)?.total).toBeNull()
  })

  it('of a caller is counted over all services, and of everything with refusals', async () => {
    await record({ caller: 't1' }, { caller: 't1', service: 'gemini' }, { caller: 't2' })
    await record({ keyId: null, outcome: 'refused', refusal: 'exhausted' })
    expect((await ask({ caller: 't1' })).buckets.at(-1)?.attempts).toBe(2)
    expect((await ask({})).buckets.at(-1)).toMatchObject({ attempts: 4, outcomes: { refused: 1 } })
  })

  it('is bounded, and says what is wrong with a question', async () => {
    const wrong = (input: object, code: string) => expect(ask(input)).rejects.toMatchObject({ code })
    await wrong({ key: 'nobody' }, 'not-found')
    await wrong({ service: 'nobody' }, 'unknown-service')
    await wrong({ service: 'groq', caller: 't1' }, 'invalid-input')
    await wrong({ from: iso(START), to: iso(START) }, 'invalid-input')
    await wrong({ from: iso(START - 1), last: 3 }, 'invalid-input')
    await wrong({ grain: 'minute', from: iso(START - 30 * DAY_MS) }, 'invalid-input')
    await wrong({ grain: 'day', zone: 'Asia/Baku', from: iso(START - 100 * DAY_MS) }, 'invalid-input')
    const { id } = await addKey({ ctx: world.context(), input: newKey('first') })
    expect((await ask({ key: id, grain: 'minute', last: '1440' })).buckets).toHaveLength(1440)
    for (const grain of ['minute', 'hour', 'day']) expect((await ask({ grain, last: '30' })).buckets).toHaveLength(30)
    expect((await ask({ grain: 'day', from: iso(START - 700 * DAY_MS) })).buckets).toHaveLength(701)
  })
})

describe('a percentile of a histogram', () => {
  const counts = (entries: Record<number, number>) => Array.from({ length: 9 }, (_, step) => entries[step] ?? 0)

  it('lies in the step that holds its share, and never above the longest that was seen', () => {
    expect(percentile(counts({ 1: 10 }), 0.5, 240)).toBe(170)
    expect(percentile(counts({ 1: 10 }), 1, 240)).toBe(240)
    expect(percentile(counts({ 0: 50, 8: 50 }), 0.5, 90_000)).toBe(100)
    expect(percentile(counts({ 0: 50, 8: 50 }), 0.95, 90_000)).toBe(84_000)
    expect(percentile(counts({ 0: 1 }), 0.95, 7)).toBe(7)
  })
})

function iso(at: number): string {
  return new Date(at).toISOString()
}
