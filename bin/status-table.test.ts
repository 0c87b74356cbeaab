import { describe, expect, test } from 'vitest'
import type { KeyStatusView, Status } from '@/lib/contract/status'
import { agoText, durationText } from './durations'
import { tableText } from './plain-table'
import { statusText } from './status-table'

const now = '2026-11-22T06:30:00.000Z'
const key = {
  id: 'k1',
  name: 'one',
  masked: 'gsk_ab…3f',
  source: 'env' as const,
  status: 'active' as const,
  statusReason: null,
  available: true,
  unavailable: null,
  priority: 1,
  effectivePriority: 1,
  account: null,
  score: { total: 119, priority: 99, recentSuccess: 20, recentFailure: 0, usage: 0, recentlyUnused: 0 },
  usage: { today: 400, ownToday: 400, dailyLimit: 1000, ratio: 0.4, inFlight: 0, resetAt: now },
  totals: { requests: 340, successes: 331, failures: 9, tokensIn: 0, tokensOut: 0, costUsd: 0 },
  successRate: 331 / 340,
  lastUsedAt: '2026-11-22T06:29:48.000Z',
  cooldowns: [],
}
const resting = {
  ...key,
  name: 'two',
  available: false,
  unavailable: { reason: 'rate-limited', until: '2026-11-22T06:30:38.000Z' },
  cooldowns: [
    {
      scope: 'key' as const,
      model: null,
      reason: 'rate-limited' as const,
      provenance: 'hint' as const,
      until: '2026-11-22T06:30:38.000Z',
    },
  ],
}
const rejected = {
  ...key,
  name: 'three\u001b[2J',
  status: 'rejected' as const,
  statusReason: 'invalid_api_key',
  available: false,
  effectivePriority: 999,
  successRate: null,
  lastUsedAt: null,
}
const status: Status = {
  generatedAt: now,
  healthScore: 87,
  services: {
    groq: {
      label: 'Groq',
      unit: 'request',
      isOff: false,
      strategy: 'round-robin',
      circuit: 'closed',
      total: 3,
      healthy: 1,
      exhausted: false,
      nextReturnAt: '2026-11-22T06:30:38.000Z',
      keys: [key, resting, rejected],
    },
    gemini: {
      label: 'Gemini',
      unit: 'request',
      isOff: false,
      strategy: 'score',
      circuit: 'closed',
      total: 0,
      healthy: 0,
      exhausted: false,
      nextReturnAt: null,
      keys: [],
    },
  },
  alerts: [
    {
      ...{ code: 'key-rejected', service: 'groq', serviceLabel: 'Groq', keyId: 'k3', fact: null },
      ...{ since: '2026-11-22T06:00:00.000Z', message: 'Look.' },
    },
  ],
}

const plain = { isColored: false, isWhole: false }
const lineOf = (name: string) =>
  statusText(status, plain)
    .split('\n')
    .find(line => line.trimStart().startsWith(name)) ?? ''

describe('the status table', () => {
  test('begins with the health score and how many keys are healthy', () => {
    expect(statusText(status, plain).split('\n')[0]).toMatch(/^System health 87\/100 {3}1 of 3 keys healthy/)
  })

  test('says of a working key how much it used, how often it succeeded and failed, and when it was last used', () => {
    expect(lineOf('one')).toMatch(
      /● active +1 +119 +████░░░░░░ 40 % 400\/1000 +97\.4 % \(331\) +2\.6 % \(9\) +12 s ago$/,
    )
  })

  test('says why a key rests, for how long, and how that is known', () => {
    expect(lineOf('two')).toContain('◐ rate-limited 38 s (hint)')
    expect(lineOf('Groq')).toContain('next key returns in 38 s')
  })

  test('shows a key that waits for a person with priority 999', () => {
    expect(lineOf('three')).toMatch(/✕ rejected, needs review: invalid_api_key +999 /)
    expect(lineOf('three')).toMatch(/never$/)
  })

  test('ends with what needs a hand, and leaves out services without keys', () => {
    expect(statusText(status, plain)).toMatch(/Alerts\n ! Look\. since 30 min ago$/)
    expect(statusText(status, plain)).not.toContain('Gemini')
  })

  test('has no escape sequences without colours, even from a name, and some with', () => {
    expect(statusText(status, plain)).not.toContain('\u001b')
    expect(statusText(status, { isColored: true, isWhole: true })).toContain('\u001b[')
  })

  test('says how to begin when there is no key', () => {
    expect(statusText({ ...status, services: {} }, plain)).toContain('keywheel keys add')
  })
})

describe('a service with many keys', () => {
  const keys: KeyStatusView[] = Array.from({ length: 10_000 }, (_, index) => ({
    ...key,
    id: `k${index}`,
    name: `key-${index}`,
  }))
  keys[9_000] = { ...rejected, id: 'k9000', name: 'key-9000' }
  const groq = status.services.groq
  if (!groq) throw new Error('groq is missing')
  const crowded: Status = { ...status, services: { groq: { ...groq, total: keys.length, keys } } }
  const keyLines = (text: string) => text.split('\n').filter(line => line.startsWith(' key-'))

  test('shows twenty of them, those that need a hand first, and says how many more there are', () => {
    const text = statusText(crowded, plain)
    expect(keyLines(text)).toHaveLength(20)
    expect(keyLines(text)[0]).toContain('key-9000')
    expect(text).toContain(' and 9980 more: keywheel status --all\n')
  })

  test('shows all of them in two seconds when asked to', () => {
    const startedAt = performance.now()
    const text = statusText(crowded, { isColored: true, isWhole: true })
    expect(performance.now() - startedAt).toBeLessThan(2000)
    expect(keyLines(text)).toHaveLength(10_000)
    expect(text).not.toContain('more: keywheel')
  })
})

test('columns stand under each other whatever letters, colours and lines a cell has', () => {
  const rows = [
    ['ab', '1'],
    ['鍵🔑', '10'],
    ['\u001b[31me\u0301\u001b[39m\nbelow', '100'],
  ]
  const lines = tableText([{ head: 'Name' }, { head: 'Count', align: 'right' }], rows, false).split('\n')
  expect(lines).toEqual([
    'Name   Count',
    'ab         1',
    '鍵🔑      10',
    '\u001b[31me\u0301\u001b[39m        100',
    'below',
  ])
})

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_000, '59 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [3_601_000, '1 h'],
  [90_061_000, '1 d 1 h'],
])('a duration of %d ms reads %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test('an instant in the future (clocks differ) reads as just now', () => {
  expect(agoText('2026-11-22T06:30:05.000Z', now)).toBe('0 s ago')
})
