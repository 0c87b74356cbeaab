import { expect, test } from 'vitest'
import { z } from 'zod'
import { readAnswer } from './read-answer'

const schema = z.object({ name: z.string().min(1), nick: z.string().optional(), tags: z.array(z.string()).optional() })

test.each([
  ['{"name":"Ada"}', { name: 'Ada' }],
  ['```json\n{"name":"Ada"}\n```', { name: 'Ada' }],
  ['{"name":"Ada","nick":null,"tags":["a",null],"more":1}', { name: 'Ada', tags: ['a'] }],
])('%s fits', (text, answer) => expect(readAnswer(text, schema)).toEqual({ kind: 'fits', answer }))

test.each([
  ['', 'the answer is empty'],
  ['Here you are: {"name":"Ada"}', 'the answer is not one whole JSON value'],
  ['{"name":"Ada', 'the answer is not one whole JSON value'],
  ['{"name":17}', 'name: wanted a string'],
  ['{"nick":"A"}', 'name: is missing'],
  ['[]', 'wanted an object'],
  ['```', 'the answer is not one whole JSON value'],
])('%s does not', (text, reason) => expect(readAnswer(text, schema)).toEqual({ kind: 'unfit', reason }))

test('an answer of spaces behind a fence, or one without an end, holds nobody up', () => {
  const startedAt = performance.now()
  const spaces = readAnswer(`\`\`\`json${' '.repeat(100_000)}x`, schema)
  expect(spaces).toEqual({ kind: 'unfit', reason: 'the answer is not one whole JSON value' })
  const endless = readAnswer(`{"name":"${'a'.repeat(200_000)}"}`, schema)
  expect(endless).toEqual({ kind: 'unfit', reason: 'the answer is too long' })
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
