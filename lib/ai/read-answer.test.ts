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
])('%s does not', (text, reason) => expect(readAnswer(text, schema)).toEqual({ kind: 'unfit', reason }))
