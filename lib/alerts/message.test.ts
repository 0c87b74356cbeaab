import { expect, test } from 'vitest'
import type { AlertNotice } from '@/lib/contract/alert-notice'
import type { SaidFact } from '@/lib/contract/alerts'
import { messageOf, textOf } from './message'
import { wordsOf } from './words'

const NOON = Date.UTC(2026, 10, 22, 11)
const at = (hour: number, minute = 0) => new Date(Date.UTC(2026, 10, 22, hour, minute)).toISOString()
const ofKey = { service: 'groq', keyId: 'k1', name: 'team-a', masked: 'gsk_ab…3f' }
const ofService = { service: 'groq', keyId: null }
const OUTLOOK = {
  ...{ total: 4, resting: 3, out: 0, nextReturnAt: at(13, 10) },
  use: { used: 800, limit: 1000, emptyAt: at(16, 40), resetAt: at(25) },
}

function notice(fact: SaidFact, more: Partial<AlertNotice> = {}): AlertNotice {
  const { code, service, keyId } = fact
  return {
    ...{ alertId: 'a1', kind: 'raised', code, service, serviceLabel: 'Groq', keyId, message: 'english', fact },
    ...{ since: at(10), resolvedAt: null, emptyAt: null, outlook: OUTLOOK, ...more },
  }
}

const told = (notices: readonly AlertNotice[], locale: 'en' | 'az' = 'en', zone = 'Europe/Berlin') =>
  messageOf(
    'm1',
    notices.map(each => ({ notice: each, at: NOON })),
    {
      ...{ words: wordsOf(locale, zone), dashboard: 'http://dash.example' },
    },
  )

const FEW: SaidFact = { code: 'few-healthy', ...ofService, healthy: 1, total: 4 }

test('the text says how many keys rest, until when, what is used, and when it is empty, by the clock of the channel', () => {
  const { title, lines } = told([notice(FEW)])
  expect(title).toBe('Few keys can serve · Groq')
  expect(lines.map(({ text }) => text)).toEqual([
    'Groq: 3 of 4 keys rest, the next returns at 14:10; 80% of today’s quota is used, empty by about 17:40 at this pace, reset 02:00 on 23 Nov.',
  ])
  const azerbaijani = told([notice(FEW)], 'az', 'Asia/Baku')
  expect(azerbaijani.title).toBe('İşləyən açar azdır · Groq')
  expect(azerbaijani.lines[0]?.text).toContain('4 açardan 3 açar fasilədədir, növbətisi saat 17:10 qayıdır')
  expect(azerbaijani.lines[0]?.text).toContain('sıfırlanma: 05:00 (23 noy)')
})

test('what the sentence says already is not said again', () => {
  const stuck = notice({ code: 'exhausted', ...ofService, total: 4, retryAt: at(13, 10), model: null })
  const [line] = told([stuck]).lines
  expect(line?.text.match(/14:10/g)).toHaveLength(1)
  expect(line?.text).toContain('Of the service: 80% of today’s quota is used')
  const usage: SaidFact = { code: 'usage-high', ...ofKey, account: null, used: 900, limit: 1000, resetAt: at(25) }
  const [spent] = told([notice(usage, { emptyAt: at(15) })]).lines
  expect(spent?.text).toBe(
    'Groq · team-a (gsk_ab…3f) has used 90% of its daily limit (900 of 1,000); it counts anew at 02:00 on 23 Nov. Empty by about 16:00 at this pace.',
  )
})

test('the end says how long it lasted and how many keys serve; of an alert over before it was told only that', () => {
  const over = notice(FEW, { kind: 'resolved', resolvedAt: at(10, 12), outlook: { ...OUTLOOK, resting: 0 } })
  const message = told([notice(FEW), over])
  expect(message).toMatchObject({ kind: 'alert', title: 'Over: Few keys can serve · Groq' })
  expect(message.lines[0]?.text).toBe('It lasted 12 min. 4 of 4 keys of Groq can serve.')
  const only = told([{ ...over, outlook: { ...OUTLOOK, total: 1, resting: 0 } }])
  expect(only.lines[0]?.text).toBe('It lasted 12 min. The only key of Groq can serve.')
})

test('many are one message that counts those raised and those over, and says each', () => {
  const rejected = (id: string): AlertNotice =>
    notice({ code: 'key-rejected', ...ofKey, name: id, reason: 'invalid_api_key' }, { alertId: id })
  const message = told([
    ...Array.from({ length: 24 }, (_, index) => rejected(`k${index}`)),
    notice(FEW, { kind: 'resolved' }),
  ])
  expect(message).toMatchObject({ kind: 'digest', title: '24 alerts, 1 over: Groq' })
  expect(message.lines).toHaveLength(21)
  expect(textOf(message)).toContain('and 5 more')
  expect(textOf(message)).toContain('http://dash.example/alerts')
  expect(message.alerts).toHaveLength(25)
})

test('every condition is said in both languages, and no code word is among its words', () => {
  const facts: SaidFact[] = [
    { code: 'usage-high', ...ofKey, account: 'org-1', used: 9200, limit: 10_000, resetAt: at(20) },
    { code: 'repeated-failures', ...ofKey, count: 3, windowMs: 300_000, lastAt: at(10) },
    { code: 'key-suspended', ...ofKey, reason: null },
    { code: 'out-of-credit', ...ofKey, reason: 'insufficient_quota' },
    FEW,
    { code: 'exhausted', ...ofService, total: 4, retryAt: null, model: 'llama-3' },
    { code: 'circuit-open', ...ofService, cause: 'service-error', until: at(12) },
    { code: 'circuit-open', ...ofService, cause: 'timed-out', until: null },
  ]
  for (const fact of facts) {
    for (const locale of ['en', 'az'] as const) {
      for (const outlook of [OUTLOOK, null]) {
        const text = textOf(told([notice(fact, { outlook })], locale))
        expect(text).toContain('Groq')
        expect(text).not.toMatch(
          /english|usage-high|repeated-failures|few-healthy|circuit-open|service-error|alerts\.|[{}]/,
        )
      }
    }
  }
})
