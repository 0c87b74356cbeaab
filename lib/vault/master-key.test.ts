import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fingerprint } from './fingerprint'
import { findMasterKey, parseMasterKey } from './master-key'

const bytes = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff', 'hex')

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'keywheel-vault-')), 'data')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

describe('a master key from the environment', () => {
  it('is the same key in hex, base64 and base64url, padded or not', () => {
    const forms = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64')]
    forms.push(bytes.toString('base64').replace('=', ''), bytes.toString('base64url'), ` ${bytes.toString('hex')}\n`)
    const prints = forms.map(form => fingerprint(parseMasterKey(form, 'test'), 'groq', 'gsk_x'))
    expect(new Set(prints).size).toBe(1)
  })

  it.each(['', 'a passphrase of some length that is not thirty-two', 'ab'.repeat(31), 'ab'.repeat(33), 'é'.repeat(43)])(
    'is refused in one sentence that does not repeat it: %j',
    value => {
      const find = () => findMasterKey({ value, folder })
      expect(find).toThrowError(expect.objectContaining({ code: 'malformed-master-key' }))
      if (value) expect(find).not.toThrowError(value)
    },
  )

  it('makes no file', () => {
    findMasterKey({ value: bytes.toString('hex'), folder })
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('a master key file', () => {
  it('is made on first need, for its owner only, and read again after', () => {
    const first = findMasterKey({ value: null, folder })
    const second = findMasterKey({ value: null, folder })
    expect([first.isNew, second.isNew]).toEqual([true, false])
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
    expect(fingerprint(first.masterKey, 'groq', 'x')).toBe(fingerprint(second.masterKey, 'groq', 'x'))
    expect(readdirSync(folder)).toEqual(['master.key'])
  })

  it('is one key when four processes start at once', async () => {
    const module = fileURLToPath(new URL('./master-key.ts', import.meta.url))
    const script = `import { findMasterKey } from ${JSON.stringify(module)}
      console.log(findMasterKey({ value: null, folder: ${JSON.stringify(folder)} }).masterKey.tokens.export().toString('hex'))`
    const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    const keys = await Promise.all(Array.from({ length: 4 }, run))
    expect(new Set(keys.map(({ stdout }) => stdout.trim())).size).toBe(1)
    expect(keys[0]?.stdout.trim()).toMatch(/^[0-9a-f]{64}$/)
  })

  it('that others may read is used with a warning', () => {
    findMasterKey({ value: null, folder })
    chmodSync(join(folder, 'master.key'), 0o644)
    expect(findMasterKey({ value: null, folder }).warning).toContain('chmod 600')
  })

  it('that is damaged is refused and left as it is', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'master.key'), 'half a ke', { mode: 0o600 })
    expect(() => findMasterKey({ value: null, folder })).toThrowError(
      expect.objectContaining({ code: 'malformed-master-key' }),
    )
    expect(readFileSync(join(folder, 'master.key'), 'utf8')).toBe('half a ke')
  })

  it('that cannot be read is a clear error', () => {
    mkdirSync(join(folder, 'master.key'), { recursive: true })
    expect(() => findMasterKey({ value: null, folder })).toThrowError(
      expect.objectContaining({ code: 'unreadable-master-key' }),
    )
  })
})
