import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSimulator } from '@/lib/simulator/simulator'
import type { Simulator } from '@/lib/simulator/vocabulary'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
let simulator: Simulator
beforeAll(async () => {
  command = await makeCommand('check')
  simulator = await startSimulator({ keys: [{ service: 'groq', secret: groqSecret('good') }] })
  writeFileSync(join(command.folder, '.env'), `KEYWHEEL_GROQ_ORIGIN=${simulator.origin('groq')}\nPORT=1\n`)
})
afterAll(async () => {
  await simulator.close()
  command.close()
})
beforeEach(() => simulator.reset())

test('keys are checked without a server, and a refused one is named and ends the command with 1', async () => {
  expect(await command.keywheel(['keys', 'check'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^keywheel: There is no database at .+ yet/),
  })
  await command.keywheel(['keys', 'add', 'groq', '--name', 'first'], groqSecret('good'))
  expect(await command.keywheel(['keys', 'check', 'Groq'])).toEqual({
    exitCode: 0,
    stdout: 'Checked: 1 key, 1 alive, 0 refused, 0 not known.\n',
    stderr: '',
  })
  await command.keywheel(['keys', 'add', 'groq', '--name', 'second'], groqSecret('bad'))
  const { exitCode, stdout } = await command.keywheel(['keys', 'check'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^Checked: 2 keys, 1 alive, 1 refused, 0 not known\.\n\n/)
  expect(stdout).toMatch(/^groq +second +gsk_ba…yc +rejected +rejected +key-rejected +\d+ ms +replace or remove it$/m)
  expect((await command.keywheel(['status', 'groq'])).stdout).toMatch(/second.+review/i)
  expect(await command.keywheel(['keys', 'check', 'grok'])).toMatchObject({ exitCode: 2 })
}, 60_000)
