import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import type { SaidFact, StandingAlertView } from '@/lib/contract/alerts'
import type { Locale } from '@/lib/contract/locale'
import { alertSentence } from '@/lib/engine/alert-rules'
import { FAILURES_KEPT } from '@/lib/engine/defaults'
import { AlertList } from './alert-list'

const NOW = Date.UTC(2026, 10, 22, 12)
const after = (ms: number) => new Date(NOW + ms).toISOString()
const ofKey = { service: 'groq', keyId: 'k1', name: 'team-a', masked: 'gsk_ab…3f' }
const ofService = { service: 'groq', keyId: null }

function alertOf(fact: SaidFact, keyId = fact.keyId): StandingAlertView {
  const { code, service } = fact
  return { code, service, serviceLabel: 'Groq', keyId, since: after(-90_000), message: `english ${code}`, fact }
}

function textOf(fact: SaidFact, locale: Locale = 'en'): string {
  const markup = rendered(<AlertList alerts={[alertOf(fact)]} now={NOW} />, locale)
  return markup
    .replace(/<style.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll(' ', ' ')
}

test('a rejected key is named by its service, its name and its masked secret, and leads to its page', () => {
  const fact: SaidFact = { code: 'key-rejected', ...ofKey, reason: 'invalid_api_key' }
  expect(textOf(fact)).toContain(
    'Groq · team-a gsk_ab…3f was rejected and needs your review (upstream says: invalid_api_key).',
  )
  expect(rendered(<AlertList alerts={[alertOf(fact)]} now={NOW} />)).toContain('href="/keys/k1"')
  expect(textOf(fact, 'az')).toContain(
    'Groq · team-a gsk_ab…3f rədd edilib və baxışınızı gözləyir (xidmətin cavabı: invalid_api_key).',
  )
})

test('a near return counts down, a far one is told by the clock', () => {
  const exhausted = { code: 'exhausted', ...ofService, total: 4, model: null } as const
  expect(textOf({ ...exhausted, retryAt: after(38_000) })).toContain('the first returns in 38 s')
  expect(textOf({ ...exhausted, retryAt: after(2 * 3_600_000 + 600_000) })).toContain('the first returns at 02:10 PM')
  expect(textOf({ ...exhausted, retryAt: null })).toContain('none returns by itself')
  expect(textOf({ ...exhausted, retryAt: null, model: 'llama-3' })).toContain('no key may serve llama-3')
})

test('a return that is due is about to happen, and one long past is told by the clock: never in 0 s', () => {
  const exhausted = { code: 'exhausted', ...ofService, total: 4, model: null } as const
  expect(textOf({ ...exhausted, retryAt: after(0) })).toContain('the first returns any moment now.')
  expect(textOf({ ...exhausted, retryAt: after(-20_000) }, 'az')).toContain('ilk açar bu anda qayıdır.')
  expect(textOf({ ...exhausted, retryAt: after(-600_000) })).toContain('the first returns at 11:50 AM')
  expect(textOf({ ...exhausted, retryAt: after(-3 * 86_400_000) })).toMatch(/the first returns at Nov 19/)
})

test('of failures no more are kept than ten, and the sentence says so', () => {
  const failed = { code: 'repeated-failures', ...ofKey, windowMs: 300_000, lastAt: after(-5000) } as const
  expect(textOf({ ...failed, count: FAILURES_KEPT - 1 })).toContain('failed 9 times within 5 min')
  expect(textOf({ ...failed, count: FAILURES_KEPT })).toContain('failed at least 10 times within 5 min')
  expect(textOf({ ...failed, count: FAILURES_KEPT }, 'az')).toContain('ən azı 10 uğursuz cəhd')
  expect(alertSentence({ ...failed, count: FAILURES_KEPT, lastAt: NOW })).toContain('failed at least 10 times within 5')
})

test('every condition is said in both languages, and no code word is among its words', () => {
  const facts: SaidFact[] = [
    { code: 'usage-high', ...ofKey, account: null, used: 9200, limit: 10_000, resetAt: after(60_000) },
    { code: 'usage-high', ...ofKey, account: 'org-1', used: 9200, limit: 10_000, resetAt: after(60_000) },
    { code: 'repeated-failures', ...ofKey, count: 3, windowMs: 300_000, lastAt: after(-5000) },
    { code: 'key-suspended', ...ofKey, reason: null },
    { code: 'out-of-credit', ...ofKey, reason: null },
    { code: 'few-healthy', ...ofService, healthy: 1, total: 4 },
    { code: 'circuit-open', ...ofService, cause: 'service-error', until: after(5000) },
    { code: 'circuit-open', ...ofService, cause: 'timed-out', until: null },
  ]
  for (const fact of facts) {
    for (const locale of ['en', 'az'] as const) {
      const text = textOf(fact, locale)
      expect(text).toContain('Groq')
      expect(text).not.toMatch(/english|usage-high|repeated-failures|few-healthy|circuit-open|service-error|alerts\./)
    }
  }
})

test('five alerts are shown, and of more only how many there are, behind a button', () => {
  const many = (count: number) => {
    const alerts = Array.from({ length: count }, (_, index) =>
      alertOf({ code: 'key-rejected', ...ofKey, reason: null }, `k${index}`),
    )
    return rendered(<AlertList alerts={alerts} now={NOW} />)
  }
  expect(many(5).match(/<li/g)).toHaveLength(5)
  expect(many(5)).not.toContain('<button')
  expect(many(8).match(/<li/g)).toHaveLength(5)
  expect(many(8)).toMatch(/<button.*Show 3 more/)
})
