import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { statusSchema } from '@/lib/contract/status'
import { bundleCommand, type Ran, runProgram, groqSecret as secret } from './command.fixture'

const KNOWN = CATALOG.map(({ id }) => id).join(', ')

const root = fileURLToPath(new URL('..', import.meta.url))
let bundle = ''
beforeAll(async () => {
  bundle = await bundleCommand('cli')
})

const folders: string[] = []
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-cli-'))
  folders.push(folder)
})
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true })
})

const FROM_DATABASE =
  'keywheel: from the database; circuit and requests under way are known to the running server only\n'

/** The command as a person runs it. */
function keywheel(args: string[], { stdin = '', env = {} as Record<string, string> } = {}): Promise<Ran> {
  return runProgram(process.execPath, [bundle, ...args], { folder, env: { PATH: process.env.PATH, ...env } }, stdin)
}

const listed = async () => {
  if (!existsSync(join(folder, 'data', 'keywheel.db'))) return []
  const list: unknown = JSON.parse((await keywheel(['keys', 'list', '--json'])).stdout)
  return Array.isArray(list) ? list.map(({ name, status }) => [name, status]) : []
}
const onDisk = () => {
  const dir = join(folder, 'data')
  return Buffer.concat(readdirSync(dir).map(name => readFileSync(join(dir, name)))).toString('latin1')
}

describe('keywheel keys', () => {
  test('import shows what it would do, does it, and adds nothing twice', async () => {
    const rows = ['one', 'two'].map(name => ({ name, api_key: secret(name), daily_limit: 100 }))
    writeFileSync(join(folder, 'keys.json'), JSON.stringify(rows, null, 1))
    const preview = await keywheel(['keys', 'import', 'keys.json', '--dry-run'])
    expect(preview).toMatchObject({ exitCode: 0, stderr: '' })
    expect(preview.stdout).toMatch(
      /groq +one +gsk_on…\w\w +1 +100\n[\s\S]*2 keys would be added; nothing was changed\.\n$/,
    )
    expect(await listed()).toEqual([])
    expect((await keywheel(['keys', 'import', 'keys.json'])).stdout).toMatch(/2 keys added\.\n$/)
    const again = await keywheel(['keys', 'import', 'keys.json'])
    expect(again).toMatchObject({ exitCode: 0, stdout: '0 keys added.\n' })
    expect(again.stderr).toContain('keywheel: one of groq was skipped: it is already kept as one')
    expect([preview, again].map(({ stdout, stderr }) => stdout + stderr).join()).not.toContain('canary')
    expect(onDisk()).not.toContain('canary')
  })

  test('import of a file with one wrong row says which in one line and adds none', async () => {
    writeFileSync(join(folder, 'keys.csv'), `name,apiKey,priority\na,${secret('a')},1\nb,${secret('b')},first\n`)
    expect(await keywheel(['keys', 'import', 'keys.csv'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'keywheel: keys.csv:3: priority: wanted a whole number from 1 to 998\n',
    })
    expect(await listed()).toEqual([])
  })

  test('import says what is wrong with its arguments in one line', async () => {
    writeFileSync(join(folder, '.env'), `GROQ_API_KEY=${secret('a')}\n`)
    const tries: [string[], string][] = [
      [['nowhere.json'], 'keywheel: nowhere.json: there is no such file\n'],
      [['.'], 'keywheel: .: is a folder\n'],
      [['.env', '--format', 'xml'], 'keywheel: --format: wanted one of json, env, csv\n'],
      [['.env', '--service', 'grok'], `keywheel: --service: "grok" is not known (known: ${KNOWN})\n`],
    ]
    for (const [args, stderr] of tries) {
      expect(await keywheel(['keys', 'import', ...args])).toEqual({ exitCode: 2, stdout: '', stderr })
    }
    expect((await keywheel(['keys', 'import', '.env'])).stdout).toMatch(/groq +GROQ_API_KEY +[\s\S]*1 key added\.\n$/)
  })

  test('add reads the key from standard input or a file, and warns of one on the command line', async () => {
    const piped = await keywheel(['keys', 'add', 'groq', '--name', 'piped'], { stdin: `${secret('piped')}\n` })
    expect(piped).toMatchObject({ exitCode: 0, stderr: '' })
    expect(piped.stdout).toMatch(/^added groq piped gsk_pi…\w\w \([\w-]+\)\n$/)
    writeFileSync(join(folder, 'key'), secret('filed'))
    expect((await keywheel(['keys', 'add', 'groq', '--name', 'filed', '--key-file', 'key'])).exitCode).toBe(0)
    const typed = await keywheel(['keys', 'add', 'groq', secret('typed'), '--name', 'typed'])
    expect(typed.exitCode).toBe(0)
    expect(typed.stderr).toMatch(/stays in the history of your shell/)
    const again = await keywheel(['keys', 'add', 'groq', '--name', 'again'], { stdin: secret('piped') })
    expect(again).toMatchObject({ exitCode: 2, stdout: '' })
    expect(again.stderr).toMatch(/^keywheel: This key is already kept as piped \([^\n]+\n$/)
    expect(await listed()).toEqual(['filed', 'piped', 'typed'].map(name => [name, 'active']))
  })

  test('disable, enable, remove and restore take a name', async () => {
    await keywheel(['keys', 'add', 'groq', '--name', 'one'], { stdin: secret('one') })
    expect((await keywheel(['keys', 'disable', 'one'])).stdout).toMatch(/^disabled groq one gsk_on/)
    expect(await listed()).toEqual([['one', 'paused']])
    expect((await keywheel(['keys', 'enable', 'one'])).stdout).toMatch(/^enabled groq one/)
    expect((await keywheel(['keys', 'remove', 'one'])).stdout).toMatch(/^removed groq one/)
    expect(await listed()).toEqual([])
    expect((await keywheel(['keys', 'restore', 'one'])).stdout).toMatch(/^restored groq one/)
    expect(await keywheel(['keys', 'disable', 'two'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'keywheel: No key has the id or name two.\n',
    })
  })
})

describe('keywheel tokens', () => {
  test('create prints the token alone on stdout; list masks it; revoke ends it', async () => {
    const made = await keywheel(['tokens', 'create', 'app', '--services', 'groq,resend'])
    expect(made.stdout).toMatch(/^kw_[\w-]{43}\n$/)
    expect(made.stderr).toMatch(/^keywheel: token app \([\w-]+\) is shown this once: keep it now\n$/)
    const list = await keywheel(['tokens', 'list'])
    expect(list.stdout).toMatch(/app +kw_\S\S…\S\S +active +groq, resend +none +never used/)
    expect(list.stdout).not.toContain(made.stdout.trim())
    expect((await keywheel(['tokens', 'revoke', 'app'])).stdout).toMatch(/^revoked app/)
    expect((await keywheel(['tokens', 'revoke', 'app'])).exitCode).toBe(2)
  })
})

describe('keywheel status and reset', () => {
  test('print tables without colours where nobody looks, and the contract as JSON', async () => {
    await keywheel(['tokens', 'create', 'app'])
    expect((await keywheel(['status'])).stdout).toMatch(/^No keys yet\./)
    await keywheel(['keys', 'add', 'groq', '--name', 'one', '--daily-limit', '10'], { stdin: secret('one') })
    const table = await keywheel(['status'], { env: { FORCE_COLOR: '1' } })
    expect(table.stdout).toMatch(/^System health 100\/100 {3}1 of 1 keys healthy/)
    expect(table.stdout).toMatch(/ one +gsk_on…\w\w +● active +1 +109 +░{10} 0 % 0\/10 +– +– +never/)
    expect(table.stdout).not.toContain('\u001b')
    expect(table.stderr).toBe(FROM_DATABASE)
    const json = statusSchema.parse(JSON.parse((await keywheel(['status', '--json'])).stdout))
    expect(json.services.groq?.keys).toMatchObject([{ name: 'one', available: true }])
    expect((await keywheel(['reset'])).stdout).toBe('Nothing to reset: no key rests or was rejected.\n')
    expect(await keywheel(['reset', 'grok'])).toMatchObject({
      exitCode: 2,
      stderr: `keywheel: There is no service "grok"; known: ${KNOWN}.\n`,
    })
  })
})

describe('keywheel away from its project', () => {
  test("works on the project's data and .env, and on files where it was called", async () => {
    const home = mkdtempSync(join(tmpdir(), 'keywheel-home-'))
    folders.push(home)
    writeFileSync(join(home, '.env'), 'KEYWHEEL_DATA_DIR=kept\n')
    writeFileSync(join(folder, '.env'), 'KEYWHEEL_DATA_DIR=elsewhere\nPORT=http\n')
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([{ name: 'one', apiKey: secret('one') }]))
    const env = { KEYWHEEL_HOME: home }
    expect(await keywheel(['keys', 'import', 'keys.json'], { env })).toMatchObject({ exitCode: 0 })
    expect((await keywheel(['keys', 'list'], { env })).stdout).toContain('one')
    expect(existsSync(join(home, 'kept', 'keywheel.db'))).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['.env', 'keys.json'])
  })

  test('the installed command says by itself which project it belongs to', async () => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, KEYWHEEL_DATA_DIR: 'a-folder-that-is-not-there' }
    const ran = await runProgram(process.execPath, [join(root, 'bin/keywheel.mjs'), 'tokens', 'list'], { folder, env })
    const path = join(root, 'a-folder-that-is-not-there', 'keywheel.db')
    expect(ran.exitCode).toBe(1)
    expect(ran.stderr).toContain(`keywheel: There is no database at ${path} yet`)
    expect(existsSync(join(root, 'a-folder-that-is-not-there'))).toBe(false)
  }, 60_000)

  test.each([['status'], ['keys list'], ['tokens list'], ['reset'], ['keys disable one'], ['tokens revoke app']])(
    '%s makes no database where there is none, and names the path',
    async line => {
      expect(await keywheel(line.split(' '))).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `keywheel: There is no database at ${join(folder, 'data', 'keywheel.db')} yet: \`npm start\` makes it, and so does the first key or token.\n`,
      })
      expect(readdirSync(folder)).toEqual([])
    },
  )
})

describe('keywheel', () => {
  test('says in one line, with exit code 2, what was typed wrong', async () => {
    const tries: [string[], string][] = [
      [['stauts'], "keywheel: unknown command 'stauts' (Did you mean status?)\n"],
      [['status', '--jsno'], "keywheel: unknown option '--jsno' (Did you mean --json?)\n"],
      [['keys', 'add'], "keywheel: missing required argument 'service'\n"],
    ]
    for (const [args, stderr] of tries) expect(await keywheel(args)).toEqual({ exitCode: 2, stdout: '', stderr })
  })

  test('helps with examples', async () => {
    const help = await keywheel(['--help'])
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    expect(help.stdout).toMatch(/Examples:\n {2}keywheel keys import/)
  })

  test('names every wrong setting, from .env too, and touches nothing', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=http\n')
    const ran = await keywheel(['status'], { env: { KEYWHEEL_LOG_LEVEL: 'loud' } })
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ran.stderr.split('\n')).toEqual([
      'keywheel: PORT: wanted a port number, 0 to 65535',
      'keywheel: KEYWHEEL_LOG_LEVEL: wanted one of trace, debug, info, warn, error, fatal, silent',
      '',
    ])
    expect(readdirSync(folder)).toEqual(['.env'])
  })

  test('refuses another master key with exit code 1, and never shows what it cannot open', async () => {
    await keywheel(['keys', 'add', 'groq', '--name', 'one'], { stdin: secret('one') })
    const ran = await keywheel(['status'], { env: { KEYWHEEL_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') } })
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' })
    expect(ran.stderr).toMatch(/^keywheel: This is not the master key the database was sealed with[^\n]*\n$/)
  })
})
