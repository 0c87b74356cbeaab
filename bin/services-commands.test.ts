import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { type Command, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('services')
})
afterAll(() => command.close())

const services = (args: string[], stdin = '') => command.keywheel(['services', ...args], stdin)

test('a strategy is chosen, shown, and given back', async () => {
  const set = await services(['set', 'groq', 'strategy=priority', 'maxWaitMs=5000'])
  expect(set).toEqual({ exitCode: 0, stdout: 'changed groq: strategy=priority, maxWaitMs=5000\n', stderr: '' })
  expect((await services(['list'])).stdout).toMatch(
    /^groq +0 +priority +https:\/\/api\.groq\.com +built-in +strategy, maxWaitMs$/m,
  )
  await services(['set', 'groq', 'strategy=default', 'maxWaitMs=default'])
  expect((await services(['list'])).stdout).toMatch(/^groq +0 +round-robin +https:\/\/api\.groq\.com +built-in +–$/m)
})

test('a service is switched off, shown so, and switched on again', async () => {
  expect(await services(['disable', 'groq'])).toEqual({ exitCode: 0, stdout: 'disabled groq\n', stderr: '' })
  expect((await services(['list'])).stdout).toMatch(/^groq \(off\) +0 /m)
  expect(await services(['enable', 'groq'])).toEqual({ exitCode: 0, stdout: 'enabled groq\n', stderr: '' })
  expect((await services(['list'])).stdout).toMatch(/^groq +0 /m)
})

test('a service of one’s own is added from a file and removed', async () => {
  writeFileSync(
    join(command.folder, 'acme.json'),
    JSON.stringify({ id: 'acme', label: 'Acme', origin: 'https://acme.example' }),
  )
  expect(await services(['add', 'acme.json'])).toEqual({
    exitCode: 0,
    stdout: 'added acme: http://<gateway>/acme/…\n',
    stderr: 'keywheel: give it keys with `keywheel keys add acme`, or ACME_API_KEY at the next start\n',
  })
  expect((await services(['list'])).stdout).toMatch(/^acme +0 +score +https:\/\/acme\.example +described +–$/m)
  expect((await services(['remove', 'acme'])).stdout).toBe('removed acme\n')
  expect((await services(['list'])).stdout).not.toContain('acme')
})

test('wrong input gets one line and exit code 2, and nothing is done', async () => {
  await services(['set', 'groq', 'strategy=default'])
  const before = (await services(['list', '--json'])).stdout
  const tries: [string[], string, string][] = [
    [
      ['set', 'groq', 'strategy=fastest'],
      '',
      'strategy: wanted one of score, priority, round-robin, least-used, weighted',
    ],
    [['set', 'groq', 'strategy'], '', '"strategy": wanted name=value, such as strategy=priority'],
    [['set', 'groq', 'strategy=score', 'strategy=priority'], '', 'strategy: was given twice'],
    [['set', 'groq', 'dayZone=Mars', 'strategy=score'], '', 'dayZone: wanted a time zone such as Europe/Berlin or UTC'],
    [
      ['set', 'grok', 'strategy=score'],
      '',
      `There is no service "grok"; known: ${CATALOG.map(({ id }) => id).join(', ')}.`,
    ],
    [['add', 'nowhere.json'], '', 'nowhere.json: there is no such file'],
    [
      ['add', '-'],
      '{',
      'standard input: is not JSON; wanted an object such as {"id":"acme","label":"Acme","origin":"https://…"}',
    ],
    [['add', '-'], '{"id":"acme","label":"Acme"}', 'standard input: origin: is missing'],
    [
      ['add', '-'],
      '{"id":"groq","label":"Groq","origin":"https://x.example"}',
      'groq is built in: give your service another id, or change groq itself.',
    ],
    [['remove', 'groq'], '', 'groq is built in and cannot be removed.'],
  ]
  for (const [args, stdin, sentence] of tries) {
    expect(await services(args, stdin)).toEqual({ exitCode: 2, stdout: '', stderr: `keywheel: ${sentence}\n` })
  }
  expect((await services(['list', '--json'])).stdout).toBe(before)
})
