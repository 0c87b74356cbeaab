import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { after, NOW } from '@/components/keys/status.fixture'
import { rendered } from '@/components/layout/words.fixture'
import type { KeyRow } from '@/lib/contract/key-page'
import { nextOrder } from './key-columns'
import { keyQuestionOf } from './key-question'
import { KeyTable } from './key-table'
import { row } from './service.fixture'
import { between, type Selection } from './use-selection'

const SELECTION: Selection = { ids: new Set(['k2']), toggle: () => {}, toggleShown: () => {}, set: () => {} }

function shown(keys: readonly KeyRow[], selection: Selection | null = SELECTION, sort = 'score') {
  const asked = { ...keyQuestionOf('groq', { sort, order: 'desc' }), change: () => {} }
  const table = { name: 'Keys of Groq', keys, now: NOW, asked, selection, serviceLabel: 'Groq' }
  return rendered(
    <QueryClientProvider client={new QueryClient()}>
      <KeyTable {...table} />
    </QueryClientProvider>,
  )
}

test('a row shows its key: name, masked, labels, figures', () => {
  const html = shown([
    row({ labels: ['prod', 'eu', 'night'], account: 'org', totals: { ...row().totals, costUsd: 0.0042 } }),
  ])
  for (const text of [
    'GROQ_API_KEY',
    'gsk_ab…3f',
    'account org',
    'prod',
    'eu',
    '+1',
    '97.3%',
    '340 in all',
    '$0.0042',
    '270 first try',
    '3 rescued',
    '2 handed on',
    '1 lost',
    'attempts of the last 24 hours: 276 attempts',
  ]) {
    expect(html).toContain(text)
  }
  expect(html).toContain('href="/keys/k1"')
})

test('a success rate with one failure never reads 100 %', () => {
  expect(shown([row({ successRate: 0.99999 })])).toContain('99.9%')
  expect(shown([row({ successRate: null })])).toContain('no attempts')
})

test('a limit says when it begins again, and before that about when it is used up', () => {
  const usage = { ...row().usage, resetAt: after(3 * 3600 + 720) }
  expect(shown([row({ usage })])).toMatch(/resets in 3 h 12 min/)
  expect(shown([row({ usage })])).not.toContain('empty in')
  expect(shown([row({ usage, exhaustedAt: after(3900) })])).toMatch(/empty in 1 h<.*>3 h</)
  expect(shown([row({ usage: { ...usage, ratio: 1 }, exhaustedAt: after(0) })])).not.toContain('empty in')
  expect(shown([row({ usage: { ...usage, dailyLimit: null } })])).not.toContain('resets in')
})

test('the head says what is sorted by and how', () => {
  const html = shown([row()])
  expect(html).toMatch(/data-column="score"[^>]*aria-sort="descending"/)
  expect(html).toMatch(/data-column="priority"[^>]*aria-sort="none"/)
  expect(nextOrder('score', 'priority', 'asc')).toBe('desc')
  expect(nextOrder('score', 'score', 'desc')).toBe('asc')
  expect(nextOrder('name', 'score', 'desc')).toBe('asc')
})

test('a person who may only look sees no box and no menu', () => {
  const html = shown([row()], null)
  expect(html).not.toMatch(/type="checkbox"|data-column="(select|actions)"/)
  expect(shown([row()])).toContain('aria-label="Select GROQ_API_KEY"')
})

test('an address asks what it says; what cannot be understood is left out', () => {
  const parameters = { search: 'prod', standing: 'ready,lost', sort: 'cost', page: '-1', size: '100', tab: 'keys' }
  expect(keyQuestionOf('groq', parameters).question).toEqual({
    ...{ service: 'groq', search: 'prod', sort: 'cost', size: '100' },
  })
  expect(keyQuestionOf('groq', {}).input).toMatchObject({ service: 'groq', sort: 'priority', page: 1, size: 50 })
})

test('shift selects all from the one pressed before to this one', () => {
  const ids = ['a', 'b', 'c', 'd']
  expect(between(ids, 'b', 'd')).toEqual(['b', 'c', 'd'])
  expect(between(ids, 'd', 'b')).toEqual(['b', 'c', 'd'])
  expect(between(ids, null, 'c')).toEqual(['c'])
  expect(between(ids, 'gone', 'c')).toEqual(['c'])
})
