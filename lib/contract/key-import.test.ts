import { describe, expect, test } from 'vitest'
import { keySettingsSchema, newKeySchema } from './key-import'
import { newOperatorSchema } from './operator'
import { resetInputSchema } from './reset'
import { describeIssues } from './sentence'
import { newTokenSchema } from './token'

const row = { service: 'groq', apiKey: 'gsk_0123456789', name: 'one' }

function complaint(input: unknown): string {
  const parsed = newKeySchema.safeParse(input)
  return parsed.success ? '' : describeIssues(parsed.error)
}

describe('a new key', () => {
  test('needs only service, secret and name', () => {
    expect(newKeySchema.parse(row)).toMatchObject({
      priority: 1,
      weight: 1,
      dailyLimit: null,
      models: null,
      labels: [],
    })
  })

  test.each([
    [{ ...row, priority: 999 }, 'priority: wanted a whole number from 1 to 998'],
    [{ ...row, priority: '1' }, 'priority: wanted a whole number from 1 to 998'],
    [{ ...row, dailyLimit: 0 }, 'dailyLimit: wanted a whole number of 1 or more'],
    [{ ...row, apiKey: 'with space' }, 'apiKey: wanted printable characters without spaces'],
    [{ ...row, name: ' ' }, 'name: wanted a name'],
    [{ ...row, Priority: 3 }, 'unknown field "Priority"'],
    [{ service: 'groq', name: 'x' }, 'apiKey: is missing'],
    [{ ...row, expiresAt: 'soon' }, 'expiresAt: wanted a date such as 2027-01-31'],
    [{ ...row, name: 'a\u001b[2Jb' }, 'name: wanted no control characters'],
    [{ ...row, account: 'a\u202eb' }, 'account: wanted no control characters'],
    [{ ...row, labels: ['ok', 'a\u0000b'] }, 'labels.1: wanted no control characters'],
    [{ ...row, note: 'one\ntwo' }, 'note: wanted no control characters'],
    ['x', 'wanted an object'],
  ])('says what is wrong with it in one line: %j', (input, sentence) => {
    expect(complaint(input)).toBe(sentence)
  })

  test('a complaint never repeats the secret', () => {
    expect(complaint({ ...row, apiKey: 'canary secret', priority: 0 })).not.toContain('canary')
  })

  test('expires at the instant the date names', () => {
    expect(newKeySchema.parse({ ...row, expiresAt: '2027-01-31' }).expiresAt).toBe(Date.UTC(2027, 0, 31))
  })
})

test('changes to a key cannot carry its secret or its service', () => {
  expect(keySettingsSchema.safeParse({ apiKey: 'gsk_0123456789' }).success).toBe(false)
  expect(keySettingsSchema.safeParse({ service: 'groq' }).success).toBe(false)
  expect(keySettingsSchema.parse({ priority: 4 })).toEqual({ priority: 4 })
})

test('names of tokens and operators have no control characters', () => {
  const person = { email: 'a@b.example', password: 'long enough' }
  for (const name of ['a\u001b[2Jb', 'a\u2066b', 'a\nb']) {
    expect(newTokenSchema.safeParse({ name }).success).toBe(false)
    expect(newOperatorSchema.safeParse({ ...person, name }).success).toBe(false)
  }
  expect(newTokenSchema.parse({ name: ' Açar 🔑 مفتاح ' }).name).toBe('Açar 🔑 مفتاح')
})

test('a reset names a service or a key or nothing, never both', () => {
  expect(resetInputSchema.safeParse({}).success).toBe(true)
  expect(resetInputSchema.safeParse({ service: 'groq' }).success).toBe(true)
  expect(resetInputSchema.safeParse({ service: 'groq', keyId: 'k' }).success).toBe(false)
  expect(resetInputSchema.safeParse({ servise: 'groq' }).success).toBe(false)
})
