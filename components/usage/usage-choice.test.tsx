import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import type { UsageTable } from '@/lib/contract/usage-table'
import { UsageChoice } from './usage-choice'

const shown = (span: UsageTable['span'], from: string, to: string, locale: 'en' | 'az' = 'en') => {
  const table = { by: 'key' as const, span, from, to, generatedAt: '2026-11-22T06:30:00.000Z' }
  return rendered(<UsageChoice table={table} question={{ span }} onChange={() => {}} />, locale).replace(/\s/g, ' ')
}

test('the last 24 hours are told with their hours of UTC, days without', () => {
  const [from, to] = ['2026-11-21T07:00:00.000Z', '2026-11-22T07:00:00.000Z']
  expect(shown('hours', from, to)).toContain('Nov 21, 2026, 7:00 AM – Nov 22, 2026, 7:00 AM UTC')
  expect(shown('hours', from, to)).toContain('24 hours')
  expect(shown('hours', from, to, 'az')).toContain('24 saat')
  expect(shown('week', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z')).toContain('Nov 16, 2026 – Nov 22, 2026')
})
