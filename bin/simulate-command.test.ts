import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('simulate')
  await command.keywheel(['keys', 'add', 'groq', '--name', 'one'], groqSecret('one'))
})
afterAll(() => command.close())

test('the mixes are listed without naming a service, as the help says; to play one it must be named', async () => {
  const { stdout, exitCode } = await command.keywheel(['simulate', '--mix', 'list'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^storm\s+\S/m)
  expect(await command.keywheel(['simulate'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('say which service, such as `keywheel simulate groq`'),
  })
}, 60_000)

test('each strategy is played beside the others, and the same seed is the same traffic', async () => {
  const play = async () => {
    const { stdout } = await command.keywheel(['simulate', 'groq', '--mix', 'busy', '--minutes', '2', '--json'])
    return JSON.parse(stdout).map(({ strategy, endings }: { strategy: string; endings: object }) => ({
      ...{ strategy, endings },
    }))
  }
  const first = await play()
  expect(first.map(({ strategy }: { strategy: string }) => strategy)).toContain('score')
  expect(await play()).toEqual(first)
}, 60_000)
