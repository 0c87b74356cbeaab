import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { labSchema, type RehearsalInput, rehearsalInputSchema, rehearsalSchema } from '@/lib/contract/lab'
import { Turns } from '@/lib/server/turns'
import { perform } from './context'
import { attempt, newKey, openWorld, VIEWER, type World } from './control.fixture'
import { disableKey } from './key-switches'
import { addKey } from './keys'
import { lab, rehearse } from './lab'
import { changeService } from './services'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

async function serverWith(names: readonly string[]) {
  const ids: string[] = []
  for (const name of names) ids.push((await addKey({ ctx: world.context(), input: newKey(name) })).id)
  const server = await world.startServer()
  const ctx = { ...world.context(VIEWER, server.live), services: server.registry.all() }
  const ask = async (input: Partial<RehearsalInput> = {}) =>
    rehearsalSchema.parse(await perform(rehearse, rehearsalInputSchema, ctx, { service: 'groq', minutes: 2, ...input }))
  return { ...server, ids, ctx, ask }
}

describe('the failure lab', () => {
  it('offers the mixes, and the services with active keys', async () => {
    const { ctx } = await serverWith(['one', 'two'])
    const { mixes, services } = labSchema.parse(await lab({ ctx }))
    expect(mixes.map(({ name }) => name)).toContain('storm')
    expect(services).toEqual([{ id: 'groq', label: 'Groq', strategy: 'round-robin', keyCount: 2, isPlayed: true }])
  })

  it('tells what callers would have seen, by the names of the keys, and touches nothing that serves', async () => {
    const { ask, pools } = await serverWith(['one', 'two', 'three'])
    attempt(pools, 'success', 'nobody')
    const before = structuredClone([pools.services(), pools.keysOf('groq')])
    const report = await ask({ mix: 'bad-keys' })
    expect(report.endings.lost).toBe(0)
    expect(report.keys.map(({ name, status }) => [name, status])).toEqual([
      ['one', 'rejected'],
      ['two', 'suspended'],
      ['three', 'active'],
    ])
    expect(report.alerts.map(({ code, keyName }) => [code, keyName])).toEqual(
      expect.arrayContaining([
        ['key-rejected', 'one'],
        ['key-suspended', 'two'],
      ]),
    )
    expect([pools.services(), pools.keysOf('groq')]).toEqual(before)
  })

  it('follows the policy in force, unless another is to be tried', async () => {
    const { ask, ctx } = await serverWith(['one', 'two'])
    expect((await ask()).strategy).toBe('round-robin')
    expect((await ask({ strategy: 'least-used' })).strategy).toBe('least-used')
    expect((await ask({ policy: { strategy: 'weighted' } })).strategy).toBe('weighted')
    const patient = await ask({ mix: 'quiet', upstreamPerMinute: 60, policy: { maxWaitMs: 60_000 } })
    const impatient = await ask({ mix: 'quiet', upstreamPerMinute: 60 })
    expect(patient.endings.lost).toBeLessThan(impatient.endings.lost)
    await changeService({ ctx: world.context(), input: { service: 'groq', strategy: 'priority' } })
    expect((await perform(rehearse, rehearsalInputSchema, ctx, { service: 'groq', minutes: 1 })).strategy).toBe(
      'priority',
    )
  })

  it.each([
    [{ mix: 'chaos' }, 'No mix is named chaos'],
    [{ service: 'nobody' }, 'nobody'],
    [{ service: 'openai' }, 'OpenAI has no active key'],
    [{ minutes: 1440, requestsPerSecond: 100 }, 'at most 20000 requests'],
    [{ upstreamPerMinute: 0 }, 'wanted a whole number from 1'],
  ])('refuses %o in one sentence', async (input, sentence) => {
    const { ask } = await serverWith(['one'])
    await expect(ask(input)).rejects.toThrow(sentence)
  })

  it('plays one at a time, and stops when nobody waits for it any more', async () => {
    const { ctx, live } = await serverWith(['one'])
    const playing = { ...ctx, live: { ...live, rehearsals: new Turns({ atOnce: 1, waitingMax: 0 }) } }
    const leaving = new AbortController()
    const input = { service: 'groq', minutes: 60 }
    const first = perform(rehearse, rehearsalInputSchema, { ...playing, signal: leaving.signal }, input)
    await expect
      .poll(() => perform(rehearse, rehearsalInputSchema, playing, { ...input, minutes: 1 }).catch(String))
      .toContain('A rehearsal is under way')
    leaving.abort()
    expect((await first).requestCount).toBeLessThan(17_000)
    const next = await perform(rehearse, rehearsalInputSchema, playing, { ...input, minutes: 1 })
    expect(next.requestCount).toBeGreaterThan(200)
  })

  it('plays without keys that are paused', async () => {
    const { ask, ids, live } = await serverWith(['one', 'two'])
    await disableKey({ ctx: world.context(undefined, live), input: { keyId: ids[0] ?? '' } })
    expect((await ask()).keys.map(({ name }) => name)).toEqual(['two'])
  })
})
