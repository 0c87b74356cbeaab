import { expect, test } from 'vitest'
import { readAnswerHeaders, readCallerHeaders, writeUpstreamHeaders } from './headers'

const TOKEN = 'kw_secret-token'
const accepted = (raw: string[]) => {
  const read = readCallerHeaders(raw, TOKEN, 'authorization')
  if (read.kind !== 'accepted') throw new Error(read.detail)
  return read
}

test("only end-to-end headers go up, without addresses, cookies and the caller's token", () => {
  const raw = [
    ...['Host', 'gateway:4000', 'Connection', 'keep-alive, X-Hop', 'X-Hop', '1', 'Keep-Alive', 'timeout=5'],
    ...['TE', 'trailers', 'Upgrade', 'h2c', 'Proxy-Authorization', 'Basic x', 'Expect', '100-continue'],
    ...['Authorization', `Bearer ${TOKEN}`, 'X-Api-Key', 'other', 'X-Goog-Api-Key', 'other', 'Cookie', 'a=b'],
    ...['X-Forwarded-For', '10.0.0.1', 'Forwarded', 'for=10.0.0.1', 'Via', '1.1 x', 'X-Real-IP', '10.0.0.1'],
    ...['X-Keywheel-Request-Id', 'forged', 'X-Own-Copy', `again ${TOKEN}`, 'Accept-Encoding', 'gzip'],
    ...[
      'Content-Length',
      '12',
      'Content-Type',
      'application/json',
      'User-Agent',
      'sdk/1',
      'Accept',
      '*/*',
      'Accept',
      'a/b',
    ],
  ]
  expect(accepted(raw).list).toEqual([
    ...['content-type', 'application/json', 'user-agent', 'sdk/1', 'accept', '*/*', 'accept', 'a/b'],
  ])
})

test("what names the organisation or project of the caller's own key stays behind", () => {
  const raw = [
    'OpenAI-Organization',
    'org-1',
    'OpenAI-Project',
    'proj_1',
    'X-Goog-User-Project',
    'p',
    'OpenAI-Beta',
    'b',
  ]
  expect(accepted(raw).list).toEqual(['openai-beta', 'b'])
})

test('our key, the service’s own headers and a wish for plain bytes are added, each once', () => {
  const service = {
    auth: { header: 'x-api-key', prefix: '' },
    defaultHeaders: { 'anthropic-version': '2023-06-01', 'x-more': '1' },
  }
  const { list } = accepted(['anthropic-version', '2024-01-01'])
  expect(writeUpstreamHeaders(list, service, 'sk-1', 'idem-1')).toEqual([
    ...['anthropic-version', '2024-01-01', 'accept-encoding', 'identity', 'x-api-key', 'sk-1'],
    ...['idempotency-key', 'idem-1', 'x-more', '1'],
  ])
})

test.each([
  [['Content-Length', '5', 'content-length', '6']],
  [['Content-Length', '5', 'Content-Length', '5']],
  [['Content-Length', '5', 'Transfer-Encoding', 'chunked']],
  [['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'identity']],
])('a length said twice is refused: %j', raw => {
  expect(readCallerHeaders(raw, TOKEN, 'authorization').kind).toBe('malformed')
})

test('names out of JavaScript’s own world are ordinary names', () => {
  const raw = ['__proto__', 'polluted', 'constructor', 'x', 'hasOwnProperty', 'y', 'toString', 'z']
  expect(accepted(raw).list).toEqual(raw.map((value, index) => (index % 2 === 0 ? value.toLowerCase() : value)))
  const answer = readAnswerHeaders(raw, 500)
  const prototype = Object.getPrototypeOf(answer.facts)
  expect([Reflect.ownKeys(prototype), Object.getPrototypeOf(prototype)]).toEqual([[], null])
  expect(Object.entries(answer.facts)[0]).toEqual(['__proto__', 'polluted'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('of an answer, hop-by-hop headers, cookies and other people’s routes stay behind, the rest keeps its order', () => {
  const raw = [
    ...['Connection', 'close, X-Hop', 'X-Hop', '1', 'Transfer-Encoding', 'chunked', 'Set-Cookie', 'a=b'],
    ...['Alt-Svc', 'h3=":443"', 'X-Keywheel-Attempts', 'forged', 'X-RateLimit-Remaining', '7', 'Retry-After', '3'],
    ...['Content-Type', 'text/event-stream', 'Warning', 'a', 'Warning', 'b'],
  ]
  const answer = readAnswerHeaders(raw, 200)
  expect(answer.list).toEqual([
    ...['x-ratelimit-remaining', '7', 'retry-after', '3', 'content-type', 'text/event-stream'],
    ...['warning', 'a', 'warning', 'b'],
  ])
  expect({ ...answer.facts }).toEqual({ 'x-ratelimit-remaining': '7', 'retry-after': '3' })
})
