import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newKeySchema } from '@/lib/contract/key-import'
import { importKeys } from '@/lib/control/import-keys'
import { removeKey } from '@/lib/control/key-switches'
import { addKey, listKeys } from '@/lib/control/keys'
import { type Engine, type EngineOptions, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const secretOf = (letter: string) => `gsk_${letter.repeat(52)}`
const newKey = (name: string, letter: string) => newKeySchema.parse({ service: 'groq', name, apiKey: secretOf(letter) })

describe('keys of the environment', () => {
  let folder = ''
  let opened: Engine[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keywheel-engine-'))
    opened = []
  })
  afterEach(async () => {
    await Promise.all(opened.map(engine => engine.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(env: Record<string, string>, options: EngineOptions = {}): Promise<Engine> {
    const whole = { KEYWHEEL_DATA_DIR: folder, ...env }
    const engine = await openEngine(readSettings(whole), whole, { log: openQuietLog('fatal'), ...options })
    opened.push(engine)
    return engine
  }
  const pooled = (engine: Engine) => engine.pools.keysOf('groq').map(({ key }) => key.name)
  const kept = async (engine: Engine) => {
    const keys = await listKeys({ ctx: { ...engine.context(ADMIN), live: null }, input: { isRemoved: false } })
    return keys.map(({ name }) => name).sort()
  }

  it('of a server are not removed by an application on the same database, and neither leases the other’s', async () => {
    const server = await open({ GROQ_API_KEY: secretOf('A'), GROQ_API_KEY_2: secretOf('B') })
    const application = await open({ GROQ_API_KEY_3: secretOf('C') }, { isGuest: true })
    expect(await kept(server)).toEqual(['GROQ_API_KEY', 'GROQ_API_KEY_2', 'GROQ_API_KEY_3'])
    expect(pooled(application)).toEqual(['GROQ_API_KEY_3'])
    await importKeys({ ctx: server.context(ADMIN), input: { rows: [newKey('shared', 'D')], isDryRun: false } })
    await application.pickUp()
    expect(pooled(server)).toEqual(['GROQ_API_KEY', 'GROQ_API_KEY_2', 'shared'])
    expect(pooled(application)).toEqual(['GROQ_API_KEY_3', 'shared'])
    for (const { key } of server.pools.keysOf('groq')) expect(server.ports.reveal(key.id)).toMatch(/^gsk_/)
  })

  it('return when their secret was removed from the vault, and are the environment’s from then on', async () => {
    const first = await open({})
    const { id } = await addKey({ ctx: first.context(ADMIN), input: newKey('mine', 'E') })
    await removeKey({ ctx: first.context(ADMIN), input: { keyId: id } })
    const second = await open({ GROQ_API_KEY: secretOf('E') })
    expect(second.pools.keysOf('groq').map(({ key }) => [key.id, key.name, key.source])).toEqual([
      [id, 'GROQ_API_KEY', 'env'],
    ])
    expect(second.ports.reveal(id)).toBe(secretOf('E'))
    expect(second.envProblems).toEqual([])
  })

  it('are named and skipped when the vault holds the same secret', async () => {
    const first = await open({})
    const { id } = await addKey({ ctx: first.context(ADMIN), input: newKey('mine', 'E') })
    const second = await open({ GROQ_API_KEY: secretOf('E') })
    expect(second.pools.keysOf('groq').map(({ key }) => [key.id, key.source])).toEqual([[id, 'vault']])
    expect(second.envProblems).toEqual([
      { name: 'GROQ_API_KEY', kind: 'duplicate', text: 'is the same key as mine in the vault and was skipped' },
    ])
  })
})
