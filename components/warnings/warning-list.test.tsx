import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import { WARNING_CODES, type Warning } from '@/lib/contract/warnings'
import { WarningList } from './warning-list'

const VALUES = {
  ...{ label: 'Groq', service: 'lost', count: 5, names: 'KEY_1, KEY_2', more: 3, variable: 'GROQ_API_KEY' },
  ...{
    account: 'org',
    limit: 'dailyLimit',
    lowest: 1000,
    highest: 20000,
    zone: 'Mars/Olympus',
    strategy: 'least-used',
  },
  ...{ waitMs: 5000, deadlineMs: 60_000, restMs: 60_000, wholeMs: 5000, firstMs: 45_000 },
  ...{ serviceAttempts: 9, attempts: 3, own: 'http://own.example', origin: 'https://api.groq.com' },
}
const warning = (code: Warning['code'], more: Partial<Warning> = {}): Warning => ({
  ...{ code, weight: 'dead', service: 'groq', values: VALUES },
  ...more,
})

test.each(['en', 'az'] as const)('every warning is a whole sentence without a code word, in %s', locale => {
  for (const code of WARNING_CODES) {
    const named: Warning['values'] = code.startsWith('channel')
      ? { channel: 'room' }
      : { conditions: 'few-healthy exhausted' }
    const values = { ...VALUES, ...(code.startsWith('token') ? { token: 'batch' } : named) }
    const html = rendered(<WarningList warnings={[warning(code, { values })]} total={1} />, locale)
    const text = html.replace(/<style.*?<\/style>/gs, '').replace(/<[^>]+>/g, ' ')
    expect(text, code).not.toMatch(/[{}]|least-used|few-healthy|dailyLimit|Ms\b|warnings\./)
    expect(text, code).toMatch(/[.]\s/)
  }
})

test('a warning says what, where and how much', () => {
  const shown = (code: Warning['code']) => rendered(<WarningList warnings={[warning(code)]} total={1} />)
  expect(shown('keys-expired')).toContain('Groq: KEY_1, KEY_2 and 3 more are past their expiry date.')
  expect(shown('account-limits-differ')).toContain('their daily limits differ (1,000 to 20,000).')
  expect(shown('wait-below-rest')).toContain('a wait of 5 s is over before a rest of 1 min 00 s ends')
  expect(shown('keys-expired')).toContain('href="/services/groq"')
})

test('three are shown, the others behind a button, and without any there is nothing', () => {
  const many = WARNING_CODES.slice(0, 5).map(code => warning(code))
  const html = rendered(<WarningList warnings={many} total={5} />)
  expect(html.match(/<li/g)).toHaveLength(3)
  expect(html).toMatch(/<button.*and 2 more/)
  expect(rendered(<WarningList warnings={[]} total={0} />)).not.toContain('<section')
})
