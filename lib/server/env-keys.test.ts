import { describe, expect, test } from 'vitest'
import { findEnvKeys } from './env-keys'

const catalog = [
  { id: 'groq', envName: 'GROQ_API_KEY', keyFormat: /^gsk_[A-Za-z0-9]+$/, label: 'Groq' },
  { id: 'resend', envName: 'RESEND_API_KEY', keyFormat: /^re_/, label: 'Resend' },
]

describe('keys from the environment', () => {
  test('are found by numbered suffix, gaps allowed, in the order of their numbers', () => {
    const env = {
      GROQ_API_KEY_10: 'gsk_tenthtenth',
      GROQ_API_KEY: 'gsk_firstfirst',
      GROQ_API_KEY_3: 'gsk_thirdthird',
      RESEND_API_KEY_2: 're_secondsecond',
      UNRELATED: 'x',
    }
    expect(findEnvKeys(env, catalog)).toEqual({
      found: [
        { service: 'groq', name: 'GROQ_API_KEY', secret: 'gsk_firstfirst' },
        { service: 'groq', name: 'GROQ_API_KEY_3', secret: 'gsk_thirdthird' },
        { service: 'groq', name: 'GROQ_API_KEY_10', secret: 'gsk_tenthtenth' },
        { service: 'resend', name: 'RESEND_API_KEY_2', secret: 're_secondsecond' },
      ],
      problems: [],
    })
  })

  test.each([
    ['blank', { GROQ_API_KEY_2: '  ' }, 'is blank and was skipped'],
    ['duplicate', { GROQ_API_KEY_2: 'gsk_canarycanary' }, 'is the same key as GROQ_API_KEY and was skipped'],
    ['malformed', { GROQ_API_KEY_2: 'gsk_canary canary' }, 'was skipped: wanted printable characters without spaces'],
    [
      'out-of-range',
      { GROQ_API_KEY_11: 'gsk_othercanary' },
      'is not read: only GROQ_API_KEY and GROQ_API_KEY_2 to _10 are',
    ],
    [
      'out-of-range',
      { GROQ_API_KEY_1: 'gsk_othercanary' },
      'is not read: only GROQ_API_KEY and GROQ_API_KEY_2 to _10 are',
    ],
  ])('a %s one is named and skipped, never shown', (kind, extra, text) => {
    const { found, problems } = findEnvKeys({ GROQ_API_KEY: 'gsk_canarycanary', ...extra }, catalog)
    expect(found.map(key => key.name)).toEqual(['GROQ_API_KEY'])
    expect(problems).toEqual([{ name: Object.keys(extra)[0], kind, text }])
    expect(JSON.stringify(problems)).not.toContain('canary')
  })

  test('one of an unusual format is used all the same, with a warning', () => {
    const { found, problems } = findEnvKeys({ GROQ_API_KEY: 'brand-new-format' }, catalog)
    expect(found).toHaveLength(1)
    expect(problems).toEqual([
      { name: 'GROQ_API_KEY', kind: 'unusual', text: 'does not look like a key of Groq; it is used all the same' },
    ])
  })
})

test('a generic key without an origin is reported, and read where its service is described', () => {
  const env = { GENERIC_API_KEY: 'generic-secret-1', GENERIC_API_KEY_2: 'generic-secret-2' }
  const { found, problems } = findEnvKeys(env, catalog)
  expect(found).toEqual([])
  expect(problems).toMatchObject([
    { name: 'GENERIC_API_KEY', kind: 'no-service', text: expect.stringMatching(/KEYWHEEL_GENERIC_ORIGIN/) },
    { name: 'GENERIC_API_KEY_2', kind: 'no-service' },
  ])
  const generic = { id: 'generic', envName: 'GENERIC_API_KEY', keyFormat: /^\S+$/, label: 'Generic' }
  expect(findEnvKeys(env, [...catalog, generic])).toMatchObject({ found: [{}, {}], problems: [] })
})
