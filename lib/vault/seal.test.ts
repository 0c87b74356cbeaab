import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { makeCheckValue, requireSameMasterKey } from './check-value'
import { parseMasterKey } from './master-key'
import { open, seal } from './seal'
import { VaultError } from './vault-error'

const masterKey = parseMasterKey('11'.repeat(32), 'test')
const otherKey = parseMasterKey(`${'11'.repeat(31)}12`, 'test')
const SECRET = 'gsk_CANARYcanary0123456789'
const place = { table: 'keys', id: 'k1', column: 'sealed' }

function refusal(run: () => unknown): VaultError {
  try {
    run()
  } catch (error) {
    if (error instanceof VaultError) return error
    throw error
  }
  throw new Error('it opened')
}

describe('seal', () => {
  it('gives the secret back at its place, and seals it differently each time', () => {
    for (const secret of ['', 'x', SECRET, 'şifrə 🔑', 'a'.repeat(10_000)]) {
      expect(open(masterKey, place, seal(masterKey, place, secret))).toBe(secret)
    }
    expect(seal(masterKey, place, SECRET)).not.toEqual(seal(masterKey, place, SECRET))
  })

  it('refuses when any bit of any byte was flipped, and shows nothing of the secret', () => {
    const sealed = seal(masterKey, place, SECRET)
    for (let at = 0; at < sealed.length * 8; at++) {
      const flipped = Uint8Array.from(sealed)
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7))
      const error = refusal(() => open(masterKey, place, flipped))
      expect(['cannot-open', 'unknown-version']).toContain(error.code)
      expect(`${error.message}${error.stack}`).not.toContain('CANARY')
    }
  })

  it('refuses what was cut or lengthened anywhere', () => {
    const sealed = seal(masterKey, place, SECRET)
    for (let length = 0; length < sealed.length; length++) {
      expect(refusal(() => open(masterKey, place, sealed.subarray(0, length))).code).toBe('cannot-open')
    }
    expect(refusal(() => open(masterKey, place, Uint8Array.from([...sealed, 0]))).code).toBe('cannot-open')
  })

  it('refuses a secret moved to another row, column or table', () => {
    const sealed = seal(masterKey, place, SECRET)
    for (const moved of [
      { ...place, id: 'k2' },
      { ...place, column: 'note' },
      { ...place, table: 'settings' },
      { table: 'key', id: 'sk1', column: 'sealed' },
    ]) {
      expect(refusal(() => open(masterKey, moved, sealed)).code).toBe('cannot-open')
    }
  })

  it('refuses another master key', () => {
    expect(refusal(() => open(otherKey, place, seal(masterKey, place, SECRET))).code).toBe('cannot-open')
  })

  it('shows no key material when a master key is printed', () => {
    const printed = inspect(masterKey, { depth: 9, showHidden: true }) + JSON.stringify(masterKey)
    const materials = [masterKey.sealing, masterKey.fingerprints, masterKey.tokens].map(key => key.export())
    for (const material of materials) {
      expect(printed).not.toContain(material.toString('hex').slice(0, 8))
      expect(printed).not.toContain(material.toString('base64').slice(0, 8))
    }
    expect(new Set(materials.map(material => material.toString('hex'))).size).toBe(3)
  })
})

describe('check value', () => {
  it('tells the right master key from a wrong one, and a damaged value from a right one', () => {
    const checkValue = makeCheckValue(masterKey)
    expect(() => requireSameMasterKey(masterKey, checkValue)).not.toThrow()
    expect(refusal(() => requireSameMasterKey(otherKey, checkValue)).code).toBe('wrong-master-key')
    for (const damaged of ['', 'AAAA', checkValue.slice(4), `B${checkValue.slice(1)}`]) {
      expect(refusal(() => requireSameMasterKey(masterKey, damaged)).code).toBe('wrong-master-key')
    }
  })
})
