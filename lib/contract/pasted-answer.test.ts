import { expect, test } from 'vitest'
import { readPastedAnswer } from './pasted-answer'

const BODY = '{\n  "error": {"code": "x"}\n}'

test.each([
  ['a whole answer', `HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nX-A: b: c\r\n\r\n${BODY}\r\n`, 429, 2, BODY],
  ['HTTP/2, as curl prints it', `HTTP/2 503 \ncontent-type: text/html\n\n<html>`, 503, 1, '<html>'],
  ['a status line alone', 'HTTP/1.1 402 Payment Required', 402, 0, ''],
  ['headers and a body', `retry-after: 3\n\n${BODY}`, null, 1, BODY],
  ['a body alone', BODY, null, 0, BODY],
  ['a body whose first line looks like a header', 'error: too many requests', null, 0, 'error: too many requests'],
  ['nothing', '', null, 0, ''],
])('%s', (_, text, status, headerCount, body) => {
  const read = readPastedAnswer(text)
  expect(read).toMatchObject({ status, body })
  expect(Object.keys(read.headers)).toHaveLength(headerCount)
  for (const name of Object.keys(read.headers)) expect(name).toBe(name.toLowerCase())
})
