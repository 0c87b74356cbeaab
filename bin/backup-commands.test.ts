import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Command, groqSecret, makeCommand } from './command.fixture'

let command: Command
let database = ''
const file = (name: string) => join(command.folder, name)
beforeAll(async () => {
  command = await makeCommand('backup')
  database = file('data/keywheel.db')
  await command.keywheel(['keys', 'add', 'groq', '--name', 'one'], groqSecret('one'))
})
afterAll(() => command.close())

/** Records attempts as fast as a busy server until it is killed. */
async function underLoad(run: () => Promise<void>): Promise<void> {
  const load = fileURLToPath(new URL('../lib/server/recorder-load.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', load, `file:${database}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let said = ''
    while (!said.includes('first commit')) said += String((await once(child.stdout, 'data'))[0])
    child.stdout.resume()
    await run()
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

/** What the attempts of k1 add up to, counted four ways. */
function countsIn(path: string): { integrity: unknown; counts: unknown[] } {
  const db = new Database(path, { readonly: true })
  const one = (sql: string) => db.prepare(sql).pluck().get()
  const counts = [
    one('SELECT count(*) FROM attempts'),
    one("SELECT requests FROM key_states WHERE key_id = 'k1'"),
    one("SELECT sum(attempts) FROM rollups WHERE grain = 'day'"),
    one("SELECT sum(attempts) FROM subject_rollups WHERE grain = 'hour' AND subject = 'service'"),
  ]
  const integrity = db.pragma('integrity_check', { simple: true })
  db.close()
  return { integrity, counts }
}

test('a backup made under load is whole, its counters equal its rows, and it takes the place of a database', async () => {
  await underLoad(async () => {
    const made = await command.keywheel(['backup', 'one.db'])
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    expect(made.stdout).toMatch(/^backed up to .+one\.db \(\d+\.\d MB, checked\); the master key is not in it/)
    const refused = await command.keywheel(['restore', 'one.db'])
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^keywheel: .+keywheel\.db is in use: stop the server/)
  })
  const { integrity, counts } = countsIn(file('one.db'))
  expect(integrity).toBe('ok')
  expect(Number(counts[0])).toBeGreaterThan(0)
  expect(new Set(counts).size).toBe(1)
  await command.keywheel(['keys', 'add', 'groq', '--name', 'later'], groqSecret('later'))
  const restored = await command.keywheel(['restore', 'one.db'])
  expect(restored).toMatchObject({ exitCode: 0 })
  expect(countsIn(database)).toEqual({ integrity: 'ok', counts })
  const { stdout } = await command.keywheel(['keys', 'list'])
  expect(stdout).toContain('one')
  expect(stdout).not.toContain('later')
  const aside = readdirSync(file('data')).filter(name => name.includes('before-restore'))
  expect(aside).toHaveLength(1)
  expect(countsIn(file(`data/${aside[0]}`)).integrity).toBe('ok')
}, 120_000)

test('what is no backup of ours, newer, or sealed with another key changes nothing', async () => {
  await command.keywheel(['backup', 'good.db'])
  const restore = async (name: string) => (await command.keywheel(['restore', name])).stderr
  expect(await command.keywheel(['backup', 'good.db'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/good\.db is there already: name another file/),
  })
  expect(await restore('nowhere.db')).toMatch(/There is no file .+nowhere\.db/)
  writeFileSync(file('text.db'), 'not a database at all, but long enough to look like one'.repeat(100))
  expect(await restore('text.db')).toMatch(/is not a whole database/)
  new Database(file('other.db')).exec('CREATE TABLE t (a)').close()
  expect(await restore('other.db')).toMatch(/is a database, but none of Keywheel/)
  await command.keywheel(['backup', 'newer.db'])
  const newer = new Database(file('newer.db'))
  newer.exec(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', 'x', '29990101000000_future', 1, 1)",
  )
  newer.close()
  expect(await restore('newer.db')).toMatch(/newer Keywheel/)
  const key = file('data/master.key')
  renameSync(key, `${key}.kept`)
  expect(await restore('good.db')).toMatch(/master key is missing: put it at .+master\.key/)
  expect(existsSync(key)).toBe(false)
  writeFileSync(key, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
  expect(await restore('good.db')).toMatch(/sealed with another master key than .+master\.key/)
  rmSync(key)
  renameSync(`${key}.kept`, key)
  expect((await command.keywheel(['keys', 'list'])).stdout).toContain('one')
  expect(readdirSync(file('data')).filter(name => name.includes('restoring'))).toEqual([])
}, 120_000)

test('a backup is restored into an empty folder that has the master key', async () => {
  await command.keywheel(['backup', 'moved.db'])
  renameSync(file('data'), file('old-data'))
  mkdirSync(file('data'))
  renameSync(file('old-data/master.key'), file('data/master.key'))
  expect((await command.keywheel(['restore', 'moved.db'])).exitCode).toBe(0)
  expect((await command.keywheel(['keys', 'list'])).stdout).toContain('one')
}, 60_000)
