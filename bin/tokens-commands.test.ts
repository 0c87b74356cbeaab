import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('tokens')
})
afterAll(() => command.close())
const tokens = (args: string[]) => command.keywheel(['tokens', ...args])

test('a token is made with limits, which are changed and shown', async () => {
  const made = await tokens(['create', 'my-app', '--per-minute', '60', '--budget', '2.50'])
  expect([made.exitCode, made.stdout]).toEqual([0, expect.stringMatching(/^kw_\S+\n$/)])
  const changed = await tokens(['set', 'my-app', 'per-minute=none', 'per-day=100'])
  expect([changed.exitCode, changed.stderr]).toEqual([0, ''])
  expect(changed.stdout).toMatch(/^changed my-app \(\S+\): per-minute=none, per-day=100\n$/)
  expect((await tokens(['list'])).stdout).toMatch(/my-app .* 0\/100 a day, \$0\.00\/\$2\.50 a month /)
})

test.each([
  [['set', 'nobody', 'per-day=1'], 'No living token has the id or name nobody.'],
  [['set', 'my-app', 'per-day=0'], 'per-day: wanted a whole number of 1 or more'],
  [['set', 'my-app', 'budget=much'], 'budget: wanted US dollars above 0, such as 20 or 0.50'],
  [
    ['set', 'my-app', 'priority=2'],
    '"priority" is not a setting (known: name, per-minute, per-day, budget, services, expires)',
  ],
  [['create', 'x', '--per-day', '1.5'], 'requestsPerDay: wanted a whole number of 1 or more'],
])('tokens %j is refused in one sentence', async (args, sentence) => {
  expect(await tokens(args)).toEqual({ exitCode: 2, stdout: '', stderr: `keywheel: ${sentence}\n` })
})
