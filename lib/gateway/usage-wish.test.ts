import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageFilter, withUsageWish } from './usage-wish'

const wished = (body: string) => withUsageWish(Buffer.from(body))?.toString() ?? null

describe('the wish for usage', () => {
  test.each([
    ['{"stream":true,"model":"m"}', '{"stream_options":{"include_usage":true},"stream":true,"model":"m"}'],
    [' { "stream" : true }', ' {"stream_options":{"include_usage":true}, "stream" : true }'],
    ['{"model":"{","stream":true}', '{"stream_options":{"include_usage":true},"model":"{","stream":true}'],
  ])('is added to %s, and nothing else is touched', (body, expected) => {
    expect(wished(body)).toBe(expected)
    const before: unknown = JSON.parse(body)
    expect(JSON.parse(expected)).toEqual({ stream_options: { include_usage: true }, ...Object(before) })
  })

  test.each([
    '{"model":"m"}',
    '{"stream":false}',
    '{"stream":true,"stream_options":{"include_usage":false}}',
    '{"stream":true,"stream_options":null}',
    `{"stream":true,"messages":["${'x'.repeat(100_000)}"],"stream_options":{}}`,
    '{"messages":[{"stream":true}]}',
    'not json',
    '',
  ])('is not added to %s', body => expect(wished(body)).toBeNull())
})

const head = '{"id":"1","object":"chat.completion.chunk"'
const words = ['Hello', '…', ', \\"usage\\":null, ', '\\"choices\\":[] \\"usage\\":{', ' \\n\\n ']
const chunk = (word: string, unsaid: string) =>
  `data: ${head},"choices":[{"index":0,"delta":{"content":"${word}"}}]${unsaid}}\n\n`
const usage = `data: ${head},"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n`

/** The stream as it comes where the usage was asked for, and as it would have come. */
const streams = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map(said => ({
  asked: `: comment\n\n${said.map(word => chunk(word, ',"usage":null')).join('')}${usage}data: [DONE]\n\n`,
  plain: `: comment\n\n${said.map(word => chunk(word, '')).join('')}data: [DONE]\n\n`,
}))

test('what the caller did not ask for is taken out, byte for byte, wherever the stream is cut into pieces', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat(2000), { maxLength: 20 }), fc.boolean(), ({ asked, plain }, cuts, isCrlf) => {
      const ends = (text: string) => (isCrlf ? text.replaceAll('\n\n', '\r\n\r\n') : text)
      const bytes = Buffer.from(ends(asked))
      const places = [...new Set([0, ...cuts.map(cut => cut % bytes.length), bytes.length])].sort((a, b) => a - b)
      const filter = new UsageFilter()
      const passed = places.slice(1).map((end, index) => filter.pass(bytes.subarray(places[index], end)))
      const out = [...passed, filter.rest()].filter(part => part !== null)
      expect(Buffer.concat(out).toString()).toBe(ends(plain))
    }),
  )
})

test('an event is passed on as soon as it is whole, and a stream that breaks is passed on as far as it came', () => {
  const filter = new UsageFilter()
  const [first, second] = [chunk('a', ''), chunk('b', '')]
  expect(filter.pass(Buffer.from(first + second.slice(0, 30)))?.toString()).toBe(first)
  expect(filter.rest()?.toString()).toBe(second.slice(0, 30))
  expect(filter.rest()).toBeNull()
})

test('what is no event stream after all does not pile up', () => {
  const filter = new UsageFilter()
  let passed = 0
  for (let count = 0; count < 10; count += 1) passed += filter.pass(Buffer.alloc(100_000, 'x'))?.length ?? 0
  expect(passed).toBeGreaterThan(700_000)
  expect(passed + (filter.rest()?.length ?? 0)).toBe(1_000_000)
})
