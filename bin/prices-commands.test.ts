import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('prices')
  // makes the database
  await command.keywheel(['tokens', 'create', 'app'])
})
afterAll(() => command.close())
const prices = (args: string[]) => command.keywheel(['prices', ...args])

test('a price is set, shown and removed', async () => {
  expect((await prices(['list'])).stdout).toMatch(/^No prices of your own\./)
  const set = await prices(['set', 'groq', 'my-llama', '--input', '0.30', '--output', '1'])
  expect(set).toEqual({ exitCode: 0, stderr: '', stdout: 'groq my-llama has this price from now on\n' })
  await prices(['set', 'resend', '*', '--each', '0.0004'])
  expect((await prices(['list'])).stdout).toMatch(
    /groq +my-llama +\$0\.3 +\$1 +– +–\nresend +\* +– +– +– +\$0\.0004\n$/,
  )
  const again = await prices(['set', 'groq', 'my-llama', '--input', '0.3', '--output', '1'])
  expect(again.stdout).toBe('groq my-llama had this price\n')
  expect((await prices(['remove', 'groq', 'my-llama'])).exitCode).toBe(0)
  const listed = JSON.parse((await prices(['list', '--json'])).stdout)
  expect(listed.prices).toMatchObject([{ service: 'resend', model: '*', unitUsd: 0.0004 }])
})

test.each([
  [['set', 'groq', 'x'], 'inputUsd: wanted a price: for tokens, for each request, or both'],
  [
    ['set', 'groq', 'x', '--input', 'cheap', '--output', '1'],
    'inputUsd: wanted US dollars, such as 0.15 or 0 for free',
  ],
  [['remove', 'groq', 'x'], 'groq has no price of your own for x.'],
])('prices %j is refused in one sentence', async (args, sentence) => {
  const { exitCode, stdout, stderr } = await prices(args)
  expect([exitCode, stdout, stderr]).toEqual([2, '', `keywheel: ${sentence}\n`])
})
