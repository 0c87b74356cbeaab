import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeFirstEvent, readClosingError } from './event-stream'

const ERRORS: [string, string][] = [
  ['Anthropic', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'],
  ["OpenAI's dialect", 'data: {"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}\n\n'],
  [
    'OpenAI responses',
    'event: response.failed\ndata: {"type":"response.failed","response":{"error":{"code":"x"}}}\n\n',
  ],
  ['OpenRouter', 'data: {"id":"1","error":{"code":502},"choices":[{"finish_reason":"error"}]}\n\n'],
  ['CRLF', 'event: error\r\ndata: {"error":\r\ndata: {"code":1}}\r\n\r\n'],
]
const FINE: [string, string][] = [
  ['a chunk', 'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'],
  ['a chunk that speaks of errors', 'data: {"choices":[{"delta":{"content":"{\\"error\\":{\\"code\\":1}}"}}]}\n\n'],
  ['an empty error field', 'event: response.created\ndata: {"type":"response.created","error":null}\n\n'],
  ['a Gemini call with an argument named error', 'data: {"candidates":[{"args":{"error":{"code":3}}}]}\n\n'],
  ['what is no JSON', 'data: an error, said in words\n\n'],
]

test.each(ERRORS)('an error as the first event is seen: %s', (_, event) => {
  expect(judgeFirstEvent(`: a comment\n\n${event}`).kind).toBe('error')
})

test.each(FINE)('what only looks like an error passes: %s', (_, event) => {
  expect(judgeFirstEvent(event).kind).toBe('fine')
  expect(readClosingError(event)).toBeNull()
})

test.each(ERRORS)('a stream that ends with an error is known by its last bytes: %s', (_, event) => {
  const before = 'tail of a cut chunk"}}]}\n\ndata: {"choices":[]}\n\n'
  expect(readClosingError(before + event)).not.toBeNull()
  expect(readClosingError(`${before + event}data: [DONE]\n\n`)).not.toBeNull()
  expect(readClosingError(`${event}data: {"choices":[]}\n\n`)).toBeNull()
})

test('a beginning is undecided until its first event is complete, however it is split', () => {
  const all = fc.constantFrom(...ERRORS, ...FINE)
  fc.assert(
    fc.property(all, fc.nat(), ([, event], at) => {
      const text = `: comment\n\n${event}`
      const cut = at % (text.length - 1)
      const early = judgeFirstEvent(text.slice(0, cut))
      expect(['undecided', judgeFirstEvent(text).kind]).toContain(early.kind)
    }),
    { numRuns: 2000 },
  )
})
