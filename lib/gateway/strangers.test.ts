import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, startTestGateway, startUpstream, type TestGateway, type TestUpstream } from './gateway.fixture'
import { countStranger, STRANGERS_PER_MINUTE, type Strangers } from './strangers'

let upstream: TestUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startUpstream((_, response) => response.end('ok'))
  gateway = await startTestGateway({ origin: upstream.origin })
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

const askWith = (headers: Record<string, string>, path = '/mock/a?key=') =>
  ask(gateway.origin, { method: 'GET', path, headers })

test('a request with a wrong token, or with none, is written down without the token', async () => {
  await askWith({ authorization: 'Bearer kw_canary' })
  await askWith({ authorization: 'Basic x' })
  await askWith({ authorization: 'Basic x' }, '/nope/a')
  expect(gateway.attempts).toMatchObject([
    { service: 'mock', caller: null, refusal: 'client-token-invalid', status: 401, ending: 'refused', path: '/mock/a' },
    { service: 'mock', caller: null, refusal: 'client-token-missing', status: 401, ending: 'refused', path: '/mock/a' },
  ])
  expect(JSON.stringify(gateway.attempts)).not.toContain('canary')
})

test('strangers do not fill the records', async () => {
  const askedCount = 2 * STRANGERS_PER_MINUTE + 1
  const replies = await Promise.all(Array.from({ length: askedCount }, () => askWith({ authorization: 'Bearer x' })))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]))
  expect(gateway.attempts.length).toBeLessThan(askedCount)
})

test('each minute has room for the same number again', () => {
  const strangers: Strangers = { minuteAt: 0, count: 0 }
  const countedAt = (now: number) =>
    Array.from({ length: 100 }, () => countStranger(strangers, now)).filter(Boolean).length
  expect([countedAt(59_999), countedAt(59_999), countedAt(60_000), countedAt(180_000)]).toEqual([60, 0, 60, 60])
})
