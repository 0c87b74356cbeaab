import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newKeySchema } from '@/lib/contract/key-import'
import { newTokenSchema } from '@/lib/contract/token'
import { importKeys } from '@/lib/control/import-keys'
import { addKey } from '@/lib/control/keys'
import { createToken, revokeToken } from '@/lib/control/tokens'
import { startDatabases } from '@/lib/store/databases.fixture'
import { listSealedOtherwise, SEALED_COLUMNS } from '@/lib/store/sealed-columns'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'
import { OpenError } from './open-store'
import { makeMasterKeyText, rekey } from './rekey'
import { sessionSecretOf } from './session-secret'

const ADMIN = { id: 'op', role: 'admin', via: 'cli' } as const
const KEY_COUNT = 450
const secretOf = (index: number) => `gsk_${String(index).padStart(4, '0')}${'S'.repeat(48)}`
let folder = ''
let env: Record<string, string> = {}
let opened: Engine[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-rekey-'))
  env = { KEYWHEEL_DATA_DIR: folder }
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(engine => engine.close()))
  rmSync(folder, { recursive: true })
})

async function open(more: Record<string, string> = {}): Promise<Engine> {
  const whole = { ...env, ...more }
  const engine = await openEngine(readSettings(whole), whole, { log: openQuietLog('fatal') })
  opened.push(engine)
  return engine
}

async function fill(engine: Engine, count: number): Promise<string> {
  const rows = Array.from({ length: count }, (_, index) =>
    newKeySchema.parse({ service: 'groq', name: `k${index}`, apiKey: secretOf(index) }),
  )
  await importKeys({ ctx: engine.context(ADMIN), input: { rows, isDryRun: false } })
  return (await createToken({ ctx: engine.context(ADMIN), input: newTokenSchema.parse({ name: 'app' }) })).token
}

/** Every secret of a server that has just been started. */
function secretsOf(engine: Engine): string[] {
  return engine.pools
    .keysOf('groq')
    .map(({ key }) => engine.ports.reveal(key.id))
    .sort()
}
const wanted = (count: number) => Array.from({ length: count }, (_, index) => secretOf(index)).sort()

async function sealedOtherwise(engine: Engine, version: number): Promise<number> {
  const rows = await Promise.all(
    SEALED_COLUMNS.map(column => listSealedOtherwise(engine.store, column, version, '', 9999)),
  )
  return rows.flat().length
}

test('a running server seals and opens with the new key without a restart, and tokens go on being known', async () => {
  const server = await open()
  const token = await fill(server, 5)
  const oldText = readFileSync(join(folder, 'master.key'), 'utf8')
  const oldSecret = sessionSecretOf(server.settings, server.masterKey)
  const listening = setInterval(() => void server.pickUp().catch(() => {}), 20)
  const done = await rekey(server.settings, null, { heardMs: 200 })
  await server.pickUp()
  clearInterval(listening)
  expect(done).toMatchObject({ sealed: 5, unreadable: 0, isResumed: false })
  expect(server.masterKey.version).toBe(2)
  const added = newKeySchema.parse({ service: 'groq', name: 'later', apiKey: secretOf(5) })
  await addKey({ ctx: server.context(ADMIN), input: added })
  expect(await sealedOtherwise(server, 2)).toBe(0)
  expect(secretsOf(server)).toEqual(wanted(6))
  const next = await open()
  expect(secretsOf(next)).toEqual(wanted(6))
  expect(next.ports.authenticate(token)).not.toBeNull()
  expect(sessionSecretOf(server.settings, server.masterKey)).not.toBe(oldSecret)
  expect(sessionSecretOf(next.settings, next.masterKey)).toBe(sessionSecretOf(server.settings, server.masterKey))
  const again = addKey({ ctx: next.context(ADMIN), input: { ...added, name: 'twice' } })
  await expect(again).rejects.toMatchObject({ code: 'key-exists' })
  expect(readFileSync(done.oldFile ?? '', 'utf8')).toBe(oldText)
  writeFileSync(join(folder, 'master.key'), oldText)
  await expect(open()).rejects.toThrow(/not the master key/)
})

test('on Postgres, where other machines may have key files of their own, it says what to copy to them', async () => {
  const databases = await startDatabases('postgres')
  env = { ...env, DATABASE_URL: await databases.create() }
  const engine = await open()
  await fill(engine, 3)
  const { toCopy, oldFile } = await rekey(readSettings(env), null, { heardMs: 10 })
  expect(toCopy).toBe(join(folder, 'master.key'))
  expect(oldFile).not.toBe(toCopy)
  await engine.close()
  opened = []
  // another machine, which had the old key file, begins with the copy
  const other = mkdtempSync(join(tmpdir(), 'keywheel-rekey-other-'))
  copyFileSync(toCopy ?? '', join(other, 'master.key'))
  expect(secretsOf(await open({ KEYWHEEL_DATA_DIR: other }))).toEqual(wanted(3))
  await Promise.all(opened.splice(0).map(each => each.close()))
  rmSync(other, { recursive: true })
  await databases.stop()
}, 60_000)

test('a second change goes as the first, and the key of the one before opens nothing', async () => {
  const server = await open()
  await fill(server, 3)
  await rekey(server.settings, null, { heardMs: 0 })
  await rekey(server.settings, null, { heardMs: 0 })
  const next = await open()
  expect(next.masterKey.version).toBe(3)
  expect(secretsOf(next)).toEqual(wanted(3))
  expect(readdirSync(folder).filter(name => name.startsWith('master.key.'))).toHaveLength(2)
})

test('where the environment gives the key, a server that still starts with the old one finds the new one', async () => {
  const [one, two] = [makeMasterKeyText(), makeMasterKeyText()]
  const server = await open({ KEYWHEEL_MASTER_KEY: one })
  await fill(server, 3)
  expect(await rekey(server.settings, two, { heardMs: 0 })).toMatchObject({ sealed: 3, oldFile: null })
  expect(secretsOf(await open({ KEYWHEEL_MASTER_KEY: one }))).toEqual(wanted(3))
  expect(secretsOf(await open({ KEYWHEEL_MASTER_KEY: two }))).toEqual(wanted(3))
  await expect(open({ KEYWHEEL_MASTER_KEY: one })).rejects.toBeInstanceOf(OpenError)
  await expect(rekey(server.settings, 'not a key')).rejects.toThrow(/32 bytes/)
})

test('a running server follows a second change though it started with the key before the first', async () => {
  const [one, two, three] = [makeMasterKeyText(), makeMasterKeyText(), makeMasterKeyText()]
  const server = await open({ KEYWHEEL_MASTER_KEY: one })
  const token = await fill(server, 3)
  await rekey(server.settings, two, { heardMs: 0 })
  await server.pickUp()
  await rekey({ ...server.settings, masterKey: two }, three, { heardMs: 0 })
  await server.pickUp()
  expect(server.masterKey.version).toBe(3)
  expect(server.ports.authenticate(token)).not.toBeNull()
  await revokeToken({ ctx: { ...server.context(ADMIN), live: null }, input: { token: 'app' } })
  await server.pickUp()
  expect(server.ports.authenticate(token)).toBeNull()
})

test('killed at any instant, it leaves every secret readable, and the next call ends it', async () => {
  const first = await open()
  await fill(first, KEY_COUNT)
  const command = fileURLToPath(new URL('./rekey.fixture.ts', import.meta.url))
  for (const killAt of ['begun', 'batch', 'in-force']) {
    const child = spawn(process.execPath, ['--import', 'tsx', command, folder, killAt], { stdio: 'inherit' })
    await new Promise(resolve => child.once('exit', resolve))
    expect(child.signalCode).toBe('SIGKILL')
    const server = await open()
    expect(secretsOf(server)).toEqual(wanted(KEY_COUNT))
    await server.close()
    opened = opened.filter(each => each !== server)
  }
  expect(await rekey(first.settings, null, { heardMs: 0 })).toMatchObject({ isResumed: true, unreadable: 0 })
  const server = await open()
  expect(server.masterKey.version).toBe(2)
  expect(await sealedOtherwise(server, 2)).toBe(0)
  expect(secretsOf(server)).toEqual(wanted(KEY_COUNT))
}, 60_000)
