import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('status')
  await command.keywheel(['keys', 'add', 'groq', '--name', 'one'], groqSecret('one'))
})
afterAll(() => command.close())

test('reset --key takes a name as the other commands do', async () => {
  expect(await command.keywheel(['reset', '--key', 'one'])).toEqual({
    exitCode: 0,
    stdout: 'Nothing to reset: no key rests or was rejected.\n',
    stderr: '',
  })
  expect((await command.keywheel(['reset', '--key', 'two'])).stderr).toBe('keywheel: No key has the id or name two.\n')
  expect(await command.keywheel(['reset', 'groq', '--key', 'one'])).toMatchObject({
    exitCode: 2,
    stderr: 'keywheel: give a service or --key, not both\n',
  })
})
