import Groq from 'groq-sdk'
import { Resend } from 'resend'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LEASE_LIFETIME_MS } from '@/lib/engine/defaults'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { getBestApiKey } from './best-key'
import { ExhaustedError } from './exhausted-error'
import { poolServices } from './in-process.fixture'

const CHAT = { model: 'a-model', messages: [{ role: 'user' as const, content: 'say [[bytes=40]]' }] }

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ acceptAnyKey: true })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

function pooled(service: 'groq' | 'resend' = 'groq') {
  const house = poolServices([{ id: service, origin: simulator.origin(service), secrets: ['first', 'second'] }])
  return { ...house, best: () => getBestApiKey(house.ports, service, service === 'groq' ? { model: 'a-model' } : {}) }
}

describe('the best key', () => {
  test('comes with its secret, its name, and why it was picked', () => {
    const { best } = pooled()
    expect(best()).toMatchObject({ apiKey: 'first', name: 'GROQ_API_KEY_1', masked: 'groq…1', priority: 1 })
    expect(best().score).toMatchObject({ priority: 99, total: expect.any(Number) })
  })

  test('is counted with what the answer used when it did well', async () => {
    const { best, attempts, pools } = pooled()
    const key = best()
    const answer = await new Groq({ apiKey: key.apiKey, baseURL: key.origin, maxRetries: 0 }).chat.completions.create(
      CHAT,
    )
    expect(await key.report('success', answer)).toMatchObject({ kind: 'success' })
    expect(attempts).toMatchObject([{ outcome: 'success', tokensOut: 10, keyId: 'groq-1', caller: 'in-process' }])
    expect(pools.leaseCount()).toBe(0)
  })

  test('rests after what an SDK threw, and the next one is another', async () => {
    const { best } = pooled()
    simulator.fault({ service: 'groq', kind: 'minute-limit', secret: 'first', retryAfterMs: 30_000 })
    const key = best()
    const client = new Groq({ apiKey: key.apiKey, baseURL: key.origin, maxRetries: 0 })
    const error = await client.chat.completions.create(CHAT).catch((thrown: Error) => thrown)
    if (!(error instanceof Error)) throw new Error('the key was to be limited')
    expect(await key.report(error)).toMatchObject({ kind: 'rate-limited', status: 429 })
    expect(best().apiKey).toBe('second')
  })

  test('rests after what an SDK returned', async () => {
    const { best } = pooled('resend')
    simulator.fault({ service: 'resend', kind: 'day-limit', secret: 'first' })
    const key = best()
    const mail = { from: 'a@mail.example', to: 'b@mail.example', subject: 'hello', text: 'hello' }
    const returned = await new Resend(key.apiKey, { baseUrl: key.origin }).emails.send(mail)
    if (returned.error === null) throw new Error('the key was to be limited')
    expect(await key.report(returned)).toMatchObject({ kind: 'quota-exhausted', window: 'day' })
    expect(best().apiKey).toBe('second')
  })

  test.each([
    ['plain facts', { status: 401, body: '{"error":{"code":"invalid_api_key"}}' }],
    ['a Response', new Response('{"error":{"code":"invalid_api_key"}}', { status: 401 })],
  ])('goes out after a rejection reported as %s', async (_, report) => {
    const { best, pools } = pooled()
    expect(await best().report(report)).toMatchObject({ kind: 'key-rejected' })
    expect(pools.find('groq-1')?.state.status).toBe('rejected')
  })

  test('does not suffer from an error of the caller’s own', async () => {
    const { best, pools } = pooled()
    expect(await best().report(new TypeError('x is undefined'))).toMatchObject({ kind: 'aborted', blame: 'nobody' })
    expect(pools.find('groq-1')?.state).toMatchObject({ status: 'active', cooldowns: [] })
  })

  test('is reported once', async () => {
    const key = pooled().best()
    await key.report('success')
    await expect(key.report('success')).rejects.toThrow('reported before')
  })

  test('comes back by itself when its report is forgotten', () => {
    const { best, pools, clock } = pooled()
    best()
    expect(pools.find('groq-1')?.state.inFlight).toBe(1)
    clock.aheadMs = LEASE_LIFETIME_MS + 1
    pools.expireLeases()
    expect(pools.find('groq-1')?.state.inFlight).toBe(0)
    expect(pools.leaseCount()).toBe(0)
  })

  test('is an ExhaustedError when there is none', async () => {
    const { best, attempts } = pooled()
    for (let count = 0; count < 2; count++) await best().report({ status: 401 })
    expect(best).toThrow(ExhaustedError)
    expect(best).toThrow('None of the 2 keys of groq can be used.')
    expect(attempts.slice(2)).toMatchObject(Array(2).fill({ keyId: null, refusal: 'no-usable-key', ending: 'lost' }))
  })

  test('is the next one where a secret does not open; that key is out, and no probe brings it back', () => {
    const { ports, pools, events, outcomes } = pooled()
    const reveal = (keyId: string) => {
      if (keyId === 'groq-1') throw new Error('no secret is known for key groq-1')
      return ports.reveal(keyId)
    }
    expect(getBestApiKey({ ...ports, reveal }, 'groq').apiKey).toBe('second')
    expect(outcomes()).toEqual(['groq-1:key-rejected'])
    expect(pools.find('groq-1')?.state).toMatchObject({ status: 'rejected', statusReason: SECRET_UNREADABLE })
    expect(events).toMatchObject([{ kind: 'key-out', keyId: 'groq-1', reason: SECRET_UNREADABLE }])
  })

  test('of an unknown service is a clear error', () => {
    expect(() => getBestApiKey(pooled().ports, 'acme')).toThrow('no service is named acme')
  })
})
