import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('import')
})
afterAll(() => command.close())

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

test('a file in UTF-16, as Windows saves one, is read in either order of bytes, and from standard input', async () => {
  const list = (name: string) => utf16(JSON.stringify([{ name, apiKey: groqSecret(name) }]))
  writeFileSync(join(command.folder, 'little.json'), list('little'))
  writeFileSync(join(command.folder, 'big.json'), list('big').swap16())
  expect((await command.keywheel(['keys', 'import', 'little.json'])).stdout).toMatch(/ little [\s\S]*1 key added/)
  expect((await command.keywheel(['keys', 'import', 'big.json'])).stdout).toMatch(/ big [\s\S]*1 key added/)
  expect((await command.keywheel(['keys', 'import', '-'], list('piped'))).stdout).toMatch(/ piped [\s\S]*1 key added/)
  const added = await command.keywheel(['keys', 'add', 'groq', '--name', 'one'], utf16(`${groqSecret('one')}\r\n`))
  expect(added).toMatchObject({ exitCode: 0, stderr: '' })
})

test.each(['0x10', '1e3', '-5', '1_000'])('%s is no limit, in a CSV and as an option', async number => {
  const sentence = 'wanted a whole number of 1 or more'
  writeFileSync(join(command.folder, 'keys.csv'), `name,apiKey,dailyLimit\nx,${groqSecret('x')},${number}\n`)
  expect((await command.keywheel(['keys', 'import', 'keys.csv'])).stderr).toContain(
    `keys.csv:2: dailyLimit: ${sentence}`,
  )
  const added = await command.keywheel(['keys', 'add', 'groq', `--daily-limit=${number}`], groqSecret('x'))
  expect(added).toEqual({ exitCode: 2, stdout: '', stderr: `keywheel: dailyLimit: ${sentence}\n` })
})
