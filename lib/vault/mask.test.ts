import { describe, expect, it } from 'vitest'
import { fingerprint, hashToken, makeToken } from './fingerprint'
import { mask } from './mask'
import { parseMasterKey } from './master-key'

const masterKey = parseMasterKey('22'.repeat(32), 'test')
const random = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7xC0f'

describe('mask', () => {
  it.each([
    [`gsk_${random}`, 'gsk_aB…0f'],
    [`re_${random}`, 're_aB…0f'],
    [`sk-proj-${random}`, 'sk-proj-aB…0f'],
    [`sk-ant-api03-${random}`, 'sk-ant-api03-aB…0f'],
    [`sk-or-v1-${random}`, 'sk-or-v1-aB…0f'],
    [`AIzaSy${random}`, 'AIzaSyaB…0f'],
    [`AQ.${random}`, 'AQ.aB…0f'],
    [random, 'aB…0f'],
    ['short', '…'],
    ['gsk_short12345', 'gsk_…'],
    ['', '…'],
  ])('%s is shown as %s', (secret, shown) => expect(mask(secret)).toBe(shown))

  it('shows at most four characters after the public beginning, wherever separators stand', () => {
    expect(mask('gsk_ab-cd-ef_gh-ij_kl-mn')).toBe('gsk_ab…mn')
    expect(mask('sk-abc-proj-0123456789ab')).toBe('sk-ab…ab')
  })
})

describe('fingerprint', () => {
  it('is the same for the same service and secret, and differs for any other', () => {
    const known = fingerprint(masterKey, 'groq', random)
    expect(fingerprint(masterKey, 'groq', random)).toBe(known)
    const others = [
      fingerprint(masterKey, 'openai', random),
      fingerprint(masterKey, 'groq', `${random} `),
      fingerprint(parseMasterKey('23'.repeat(32), 'test'), 'groq', random),
      hashToken(masterKey, random),
      hashToken(masterKey, JSON.stringify(['groq', random])),
    ]
    expect(others).not.toContain(known)
    expect(known).not.toContain(random.slice(0, 6))
  })
})

describe('a client token', () => {
  it('is never made twice and holds 256 random bits', () => {
    const tokens = new Set(Array.from({ length: 1000 }, makeToken))
    expect(tokens.size).toBe(1000)
    for (const token of tokens) expect(token).toMatch(/^kw_[A-Za-z0-9_-]{43}$/)
  })
})
