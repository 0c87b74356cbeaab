import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codesOf, redact, shapeOf } from './error-shape'

const error = (message: string, code: string, id = 'req_1') => JSON.stringify({ error: { message, code }, id })

describe('the shape of an error', () => {
  test('is the same for answers that differ in ids and words, and another for another code', () => {
    const shape = shapeOf(error('Key sk-a1 is over', 'key_over', 'req_9f8e7d6c5b4a39281706'))
    expect(shape).toBe('error.code=key_over error.message id')
    expect(shapeOf(error('Key sk-b2 is over', 'key_over', 'req_1'))).toBe(shape)
    expect(shapeOf(error('Key sk-b2 is over', 'other'))).not.toBe(shape)
  })

  test.each([
    ['', 'empty'],
    ['<html><h1>502 Bad Gateway</h1> id 7f3a9c0d11</html>', 'text: Bad Gateway id f a c d'],
    ['[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]', 'error.code error.status=RESOURCE_EXHAUSTED'],
    ['data: {"type":"error","error":{"type":"odd"}}\n\n', 'error.type=odd type=error'],
    ['{"errors":[{"reason":"a"},{"reason":"a"}]}', 'errors[].reason=a'],
    ['{"code":"8d1f2b3c4d5e6f708192a3b4"}', 'code'],
  ])('%s', (body, shape) => expect(shapeOf(body)).toBe(shape))

  test('is bounded, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), value => shapeOf(JSON.stringify(value) ?? '').length <= 500))
  })
})

test('the code that tells most comes first', () => {
  expect(codesOf('{"type":"a","error":{"status":"b","code":"c"}}').map(({ path }) => path)).toEqual([
    'error.code',
    'type',
    'error.status',
  ])
})

test.each([
  'sk-proj-abc123DEF456ghi789',
  'gsk_0123456789abcdefghijABCDEFGHIJ',
  'AIzaSyA1b2C3d4E5f6G7h8I9j0',
  're_abcdefgh_123456',
  'key-0123456789abcdef0123456789abcdef',
  'xai-abcdefghijklmnop1234',
  'someone.name+tag@mail.example',
  '4111111111111111',
  '16f2151a-40f4-4a80-8ad0-cae00c27e8dd',
  'QWxhZGRpbjpvcGVuIHNlc2FtZQ1=',
])('%s does not survive in a sample', secret => {
  for (const text of [`x ${secret} y`, `{"message":"Bad key: ${secret}."}`, `Consumer 'api_key:${secret}' is off`]) {
    expect(redact(text)).not.toContain(secret)
    expect(shapeOf(text)).not.toContain(secret)
  }
})

test.each([
  [`{"message":"Model 'my secret plan' is not there"}`, 'secret plan'],
  ['{"message":"You wrote: \\"my secret plan\\"."}', 'secret plan'],
  ['{"message":"from 203.0.113.7 and 2001:db8:0:1::7"}', '203.0.113.7'],
  ['{"message":"from 2001:db8:0:1::7"}', 'db8'],
  ['{"message":"call +994 50 123 45 67"}', '123 45'],
  ['{"message":"call (555) 123-4567"}', '123-4567'],
])('what people wrote and where they are does not stay: %s', (text, secret) => {
  expect(redact(text)).not.toContain(secret)
})

test('a name is a code only where it looks like one', () => {
  expect(shapeOf('{"name":"Ada Sample"}')).toBe('name')
  expect(shapeOf('{"name":"validation_error"}')).toBe('name=validation_error')
})

test('what a person needs stays', () => {
  const text =
    '{"error":{"message":"Rate limit reached for model gpt-4o: try again in 20s","code":"rate_limit_exceeded"}}'
  expect(redact(text)).toBe(text)
})
