import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MODEL_SCAN_BYTES, readEach, readTopLevelString } from './scan'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const modelOf = (text: string): string | null => readTopLevelString(bytes(text), 'model')

describe('a top-level string', () => {
  test.each([
    ['{"model":"m"}', 'm'],
    [' \n{ "model" : "m" , "x": 1 }', 'm'],
    ['{"messages":[{"model":"nested"}],"model":"m"}', 'm'],
    ['{"metadata":{"model":"nested","deep":[{"model":"x"}]},"model":"m"}', 'm'],
    ['{"prompt":"\\"model\\":\\"fake\\"","model":"m"}', 'm'],
    ['{"prompt":"}],{[ \\\\","model":"m"}', 'm'],
    ['{"a":1,"b":-2.5e3,"c":true,"d":null,"model":"m"}', 'm'],
    ['{"mod\\u0065l":"m"}', 'm'],
    ['{"model":"mod\\u00e9l/\\"x\\""}', 'modél/"x"'],
    ['{"model":"openai/gpt-oss-120b"}', 'openai/gpt-oss-120b'],
    ['{"model":""}', ''],
    ['{"models":"x","model":"m"}', 'm'],
  ])('%s', (text, model) => expect(modelOf(text)).toBe(model))

  test.each([
    '',
    '{',
    '{}',
    '[]',
    '[{"model":"m"}]',
    '"model"',
    '{"model":1}',
    '{"model":null}',
    '{"model":{"model":"m"}}',
    '{"model":"cut',
    '{"model"',
    '{"prompt":"model"}',
    '{"prompt":"unclosed \\", "model":"m"}',
    '{"a":[1,2,"model":"m"}',
    'model=m',
  ])('is not found in %j', text => expect(modelOf(text)).toBeNull())
})

test('what JSON.parse finds is found, whatever else the body holds', () => {
  const body = fc.tuple(
    fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }),
    fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), { nil: undefined }),
    fc.dictionary(fc.constantFrom('model', 'messages', '"', '\\', 'm}'), fc.jsonValue()),
    fc.constantFrom(0, 2),
  )
  fc.assert(
    fc.property(body, ([before, model, nested, indent]) => {
      const { model: _, ...rest } = before
      const text = JSON.stringify(
        { ...rest, nested, ...(model === undefined ? {} : { model }), after: [nested] },
        null,
        indent,
      )
      const parsed: unknown = JSON.parse(text).model
      expect(modelOf(text)).toBe(typeof parsed === 'string' ? parsed : null)
    }),
    { numRuns: 3000 },
  )
})

test('long strings full of quotes and backslashes are passed over', () => {
  const piece = fc.constantFrom('\\', '"', '{', '}', 'model', 'a'.repeat(60))
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 80 }), pieces => {
      expect(modelOf(JSON.stringify({ prompt: pieces.join(''), model: 'm' }))).toBe('m')
    }),
    { numRuns: 1000 },
  )
})

test('it never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), noise => {
      readTopLevelString(noise, 'model')
      readTopLevelString(Buffer.concat([Buffer.from('{"a":'), noise]), 'model')
    }),
    { numRuns: 3000 },
  )
})

test('it gives up at its bound', () => {
  const inside = JSON.stringify({ prompt: 'x'.repeat(MODEL_SCAN_BYTES - 100), model: 'm' })
  const beyond = JSON.stringify({ prompt: 'x'.repeat(MODEL_SCAN_BYTES), model: 'm' })
  expect(modelOf(inside)).toBe('m')
  expect(modelOf(beyond)).toBeNull()
})

test('every place of a field is found, however far behind', () => {
  const far = 'x'.repeat(3 * MODEL_SCAN_BYTES)
  const body = Buffer.from(
    `{"model": "a", "messages": [{"model": "nested", "content": "${far}"}], "n" : 3, "mod\\u0065l":"b","x":{}, "Model":"c"}`,
  )
  const fields = new Map([
    ['model', ['"a"', '"b"', '"c"']],
    ['n', ['3']],
  ])
  expect(readEach(body, ['model', 'n', 'absent'])).toEqual({ fields, isWhole: true })
  for (const text of [
    '',
    '{',
    '[1]',
    '{"model"',
    '{"model":"cut',
    '{"model":,',
    '{"a":1 "model":2}',
    '{"a":1}{"model":2}',
  ])
    expect(readEach(Buffer.from(text), ['model'])).toEqual({ fields: new Map(), isWhole: false })
  expect(readEach(Buffer.from(' { } '), ['model'])).toEqual({ fields: new Map(), isWhole: true })
})

test('names in other letters are the same to readers that do not mind', () => {
  for (const name of ['BACKGROUND', 'bac\u212Aground', 'BAC\\u212aground'])
    expect(readEach(Buffer.from(`{"${name}":true}`), ['background']).fields.get('background')).toEqual(['true'])
})
