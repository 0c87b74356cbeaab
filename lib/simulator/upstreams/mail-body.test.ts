import { expect, test } from 'vitest'
import { readForm } from './mail-body'

const part = (name: string, value: string, more = '') =>
  `--b1\r\nContent-Disposition: form-data; name="${name}"\r\n${more}\r\n${value}\r\n`

test('a form of Mailgun is read field by field, repeated ones and several addresses in one too', () => {
  const body = [
    part('from', 'Ada <ada@mail.example>'),
    part('to', 'a@mail.example, b@mail.example', 'Content-Type: text/plain\r\n'),
    part('to', 'c@mail.example'),
    part('text', 'two\r\nlines --b1 and more'),
    '--b1--\r\n',
  ].join('')
  expect(readForm(Buffer.from(body))).toEqual({
    from: 'Ada <ada@mail.example>',
    to: ['a@mail.example', 'b@mail.example', 'c@mail.example'],
    text: 'two\r\nlines --b1 and more',
  })
  expect(readForm(Buffer.from('from=a%40b.c&to=d%40e.f&to=g%40h.i'))).toEqual({
    from: 'a@b.c',
    to: ['d@e.f', 'g@h.i'],
  })
})

test.each([
  ['many parts without an end', ' name="a"\r\n'.repeat(40_000)],
  ['heads without a body', ` name="a"\r\n${'x: y\r\n'.repeat(80_000)}`],
  ['many fields', Array.from({ length: 20_000 }, (_, at) => part(`f${'a'.repeat(at % 40)}:${at}`, 'x')).join('')],
])('a hostile form holds nothing up: %s', (_, text) => {
  const startedAt = performance.now()
  readForm(Buffer.from(`--b1\r\n${text}`))
  expect(performance.now() - startedAt).toBeLessThan(500)
})
