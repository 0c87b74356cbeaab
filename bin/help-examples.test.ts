import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
beforeAll(async () => {
  command = await makeCommand('examples')
  const { folder, bundle } = command
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const scripts = {
    keywheel: `#!/bin/sh\nexec '${process.execPath}' '${bundle}' "$@"\n`,
    pass: `#!/bin/sh\necho ${groqSecret('pass')}\n`,
  }
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(join(folder, 'keys.json'), JSON.stringify([{ name: 'one', apiKey: groqSecret('one') }]))
  writeFileSync(
    join(folder, '.env'),
    // nobody answers there
    `GROQ_API_KEY=${groqSecret('env')}\nKEYWHEEL_GROQ_ORIGIN=http://127.0.0.1:9\n`,
  )
  writeFileSync(join(folder, 'keys.csv'), `name,apiKey\ntwo,${groqSecret('two')}\n`)
  writeFileSync(join(folder, 'gemini.key'), `AIza${'canary'.repeat(6).slice(0, 35)}\n`)
})
afterAll(() => command.close())

/** The lines under `Examples:`, without the words some of them carry on their right. */
async function examplesOf(words: readonly string[]): Promise<string[]> {
  const { stdout } = await command.keywheel([...words, '--help'])
  const [, examples = ''] = /\nExamples?:\n((?: {2}.+\n)+)/.exec(stdout) ?? []
  return examples.split('\n').flatMap(line => line.trim().replace(/ {2,}.*$/, '') || [])
}

// In this order: an example may speak of a key that an earlier one added.
test('every example that a --help prints works as printed', async () => {
  const pages = [
    '',
    'keys add',
    'keys import',
    'keys set',
    'keys check',
    'tokens create',
    'services set',
    'services add',
    'operators',
    'status',
    'reset',
  ]
  const failed: string[] = []
  const path = `${join(command.folder, 'bin')}:${process.env.PATH}`
  for (const page of pages) {
    const examples = await examplesOf(page.split(' ').filter(Boolean))
    expect(examples, page).not.toEqual([])
    for (const [index, example] of examples.entries()) {
      // What `keys add groq --name primary` asks for; a page that adds it again says that it is kept.
      const ran = await command.run('sh', ['-c', example], groqSecret(`${page.replace(' ', '')}${index}`), path)
      if (ran.exitCode !== 0 && !/already kept/.test(ran.stderr)) failed.push(`${example}: ${ran.stderr}`)
    }
  }
  expect(failed).toEqual([])
}, 120_000)

test('a key without a name is given the next free one, as an import gives', async () => {
  const names = []
  for (const letter of ['x', 'y']) {
    const ran = await command.keywheel(['keys', 'add', 'openai'], `sk-proj-${letter.repeat(60)}`)
    names.push(ran.stdout.split(' ').slice(0, 3).join(' '))
  }
  expect(names).toEqual(['added openai openai-1', 'added openai openai-2'])
})

test('what is wrong beside the secret is said before the secret is read', async () => {
  const wrong = await command.keywheel(['keys', 'add', 'groq', '--priority', '0'])
  expect(wrong).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'keywheel: priority: wanted a whole number from 1 to 998\n',
  })
  expect((await command.keywheel(['keys', 'add', 'grok'])).stderr).toMatch(/^keywheel: There is no service "grok"/)
})
