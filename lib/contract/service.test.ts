import { expect, test } from 'vitest'
import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { describeIssues } from './sentence'
import { changeServiceSchema, describeServiceSchema } from './service'

const ACME = { id: 'acme', label: 'Acme', origin: 'https://api.acme.example/v1/' }

function sentenceOf(schema: typeof changeServiceSchema | typeof describeServiceSchema, input: unknown): string {
  const parsed = schema.safeParse(input)
  return parsed.success ? 'accepted' : describeIssues(parsed.error)
}

test.each([
  [{ strategy: 'fastest' }, 'strategy: wanted one of score, priority, round-robin, least-used, weighted'],
  [{ dayZone: 'Mars/Base' }, 'dayZone: wanted a time zone such as Europe/Berlin or UTC'],
  [{ rateLimitRestMs: 10 }, 'rateLimitRestMs: wanted a whole number of milliseconds from 1000 to 86400000'],
  [{ maxAttempts: 0 }, 'maxAttempts: wanted a whole number of attempts from 1 to 100'],
  [{ maxAttempts: 'many' }, 'maxAttempts: wanted a whole number of attempts from 1 to 100'],
  [{ origin: 'ftp://x' }, 'origin: wanted an http or https URL without user, query or fragment'],
  [{ speed: 1 }, 'unknown field "speed"'],
  [{}, /^wanted something to change: origin, strategy, /],
  [{ strategy: null, maxWaitMs: 0 }, 'accepted'],
])('a change %j: %s', (settings, sentence) => {
  expect(sentenceOf(changeServiceSchema, { service: 'groq', ...settings })).toMatch(sentence)
})

test.each([
  [{ origin: 'https://user:pass@acme.example' }, 'origin: wanted an http or https URL'],
  [{ id: 'Acme Inc' }, 'id: wanted a short lower-case word'],
  [{ auth: { header: 'Host' } }, 'auth.header: wanted a header that can carry a key'],
  [{ auth: { header: 'x-key\r\nx: y' } }, 'auth.header: wanted the name of a header'],
  [{ auth: { header: 'x-key', prefix: 'a\nb' } }, 'auth.prefix: wanted printable characters'],
  [{ probePath: 'v1/models' }, 'probePath: wanted a path that begins with /'],
  [{ rules: [{ name: 'x', means: { outcome: 'rate-limited' } }] }, 'rules.0: wanted a condition'],
  [{ rules: [{ name: 'x', status: [200], means: { outcome: 'rate-limited' } }] }, 'rules.0.status.0: wanted'],
  [{ rules: [{ name: 'x', status: [429], means: { outcome: 'success' } }] }, 'rules.0.means.outcome: wanted one of'],
  [
    { rules: [{ name: 'x', status: [429], outcome: 'x', means: { outcome: 'overloaded' } }] },
    /unknown field "outcome"/,
  ],
  [
    {
      rules: [{ name: 'x', field: { path: 'a', equals: ['b'], contains: ['c'] }, means: { outcome: 'caller-error' } }],
    },
    'rules.0.field: wanted path, such as error.code, and either equals or contains',
  ],
])('a description %j: %s', (more, sentence) => {
  expect(sentenceOf(describeServiceSchema, { ...ACME, ...more })).toMatch(sentence)
})

test('a whole description is accepted, and its rules are the engine’s', () => {
  const rules: ClassifyRule[] = [
    {
      name: 'day',
      status: [429],
      field: { path: 'error.code', equals: ['day'] },
      means: { outcome: 'quota-exhausted' },
    },
    { name: 'slow', header: { name: 'X-Slow', contains: ['1'] }, means: { outcome: 'overloaded', blame: 'service' } },
    { name: 'text', text: ['no credit'], means: { outcome: 'out-of-credit', minimumHintMs: 1000 } },
  ]
  const whole = {
    ...ACME,
    auth: { header: 'x-acme-key', prefix: 'Key ' },
    probePath: '/me?limit=1',
    policy: { strategy: 'weighted' as const },
    rules,
    safePosts: ['/v1/look'],
  }
  expect(describeServiceSchema.parse(whole)).toEqual({ ...whole, origin: 'https://api.acme.example/v1' })
})
