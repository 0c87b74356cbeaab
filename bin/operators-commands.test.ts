import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('operators')
})
afterAll(() => command.close())
const operators = (args: string[], password = '') => command.keywheel(['operators', ...args], password)

test('operators are added, listed, given another password and removed', async () => {
  expect(await operators(['add', 'Ada@Example.com'], 'long enough 1\n')).toEqual({
    exitCode: 0,
    stdout: 'added ada@example.com as admin\n',
    stderr: '',
  })
  await operators(['add', 'grace@example.com', '--role', 'viewer'], 'long enough 2')
  const list = await operators(['list'])
  expect(list.stdout).toMatch(/^ada@example\.com +admin +– +never$/m)
  expect(list.stdout).toMatch(/^grace@example\.com +viewer /m)
  expect((await operators(['password', 'grace@example.com'], 'long enough 3')).exitCode).toBe(0)
  expect(await operators(['remove', 'ada@example.com'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'keywheel: ada@example.com is the last admin and must stay one: add another one first.\n',
  })
  expect((await operators(['remove', 'grace@example.com'])).stdout).toBe('removed grace@example.com\n')
})

test.each([
  [['add', 'nobody'], 'long enough', 'email: wanted an e-mail address'],
  [['add', 'a@b.example', '--role', 'king'], 'long enough', 'role: wanted viewer or admin'],
  [['add', 'a@b.example'], 'short', 'password: wanted at least 10 characters'],
  [['add', 'a@b.example'], '', 'standard input: no password was given'],
  [['password', 'x@y.example'], 'long enough', 'There is no operator x@y.example.'],
])('operators %j with the password "%s" is refused in one sentence', async (args, password, sentence) => {
  expect(await operators(args, password)).toEqual({ exitCode: 2, stdout: '', stderr: `keywheel: ${sentence}\n` })
})
