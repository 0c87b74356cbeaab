import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSettings } from './env'
import { OpenError, openStoreAndKey } from './open-store'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'keywheel-open-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const settingsWith = (more: Record<string, string> = {}) => readSettings({ KEYWHEEL_DATA_DIR: dataDir, ...more })

async function openAndClose(more?: Record<string, string>): Promise<boolean> {
  const { store, found } = await openStoreAndKey(settingsWith(more), Date.now)
  await store.close()
  return found.isNew
}

async function refusalOf(more?: Record<string, string>): Promise<string> {
  const error = await openAndClose(more).catch((error: unknown) => error)
  if (!(error instanceof OpenError)) throw new Error(`opened, or failed otherwise: ${String(error)}`)
  return error.message
}

describe('the master key', () => {
  test('is made once, and found again', async () => {
    expect(await openAndClose()).toBe(true)
    expect(await openAndClose()).toBe(false)
  })

  test('that is lost is asked for by its file, and no other takes its place', async () => {
    await openAndClose()
    rmSync(join(dataDir, 'master.key'))
    expect(await refusalOf()).toBe(
      `The database was sealed with a master key that is missing: put ${dataDir}/master.key back, or set KEYWHEEL_MASTER_KEY.`,
    )
    expect(existsSync(join(dataDir, 'master.key'))).toBe(false)
  })

  test('is not made for a database that cannot be read', async () => {
    writeFileSync(join(dataDir, 'keywheel.db'), 'this is no database '.repeat(500))
    expect(await refusalOf()).toMatch(/keywheel\.db cannot be opened: /)
    expect(readdirSync(dataDir)).not.toContain('master.key')
  })

  test('that is malformed leaves no database behind', async () => {
    expect(await refusalOf({ KEYWHEEL_MASTER_KEY: 'nonsense' })).toMatch(/^KEYWHEEL_MASTER_KEY must be 32 bytes/)
    expect(readdirSync(dataDir)).toEqual([])
  })
})

describe('a Postgres database that does not answer', () => {
  test.each([
    ['127.0.0.1:1/keywheel', 'postgresql://127.0.0.1:1/keywheel does not answer: connection refused.'],
    ['no-such-host.invalid/keywheel', 'postgresql://no-such-host.invalid:5432/keywheel does not answer: no such host.'],
    ['127.0.0.1:1/keywheel?password=canary', 'postgresql://127.0.0.1:1/keywheel does not answer: connection refused.'],
  ])('is named without its password: %s', async (place, sentence) => {
    const refusal = await refusalOf({ DATABASE_URL: `postgresql://keywheel:canary@${place}` })
    expect(refusal).toBe(`The database at ${sentence}`)
    expect(readdirSync(dataDir)).toEqual([])
  })
})
