import { execFileSync } from 'node:child_process'
import { parse } from 'dotenv'
import { expect, test } from 'vitest'
import { envValue, scriptString, shellWord } from './quoting'

const TEXTS = [
  'kw_test-0123',
  'http://localhost:4000/groq',
  "it's",
  '$(touch /tmp/owned) `id` $HOME',
  '"quoted"; rm -rf /',
  'a\\b\\n',
  '#no comment',
  ' blank ',
  'two\nlines',
  '-',
]

test.each(TEXTS)('a shell takes %j for what it is', text => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text)
})

test.each(TEXTS)('a script takes %j for what it is', text => {
  expect(new Function(`return ${scriptString(text)}`)()).toBe(text)
})

test.each(TEXTS)('a reader of .env takes %j for what it is', text => {
  expect(parse(`BEFORE=1\nVALUE=${envValue(text)}\nAFTER=2`)).toEqual({ BEFORE: '1', VALUE: text, AFTER: '2' })
})

test('what is plain stays bare', () => {
  expect([shellWord, envValue].map(write => write('kw_test-0123'))).toEqual(['kw_test-0123', 'kw_test-0123'])
})
