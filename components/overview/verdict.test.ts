import { expect, test } from 'vitest'
import { NOW, overviewWorld } from './overview.fixture'
import { verdictOf } from './verdict'

test('without keys nothing can be served', () => {
  expect(verdictOf(overviewWorld([]).look(), NOW)).toMatchObject({ tone: 'bad', keys: { kind: 'none' } })
})

test('all is well when every key serves some request, paused ones left aside', () => {
  const { pools, look } = overviewWorld([{}, {}, {}])
  pools.decideStatus('k3', { status: 'paused', statusReason: 'by hand', statusSince: NOW })
  expect(verdictOf(look(), NOW)).toMatchObject({ tone: 'good', keys: { kind: 'all', count: 2 }, returns: null })
})

test('says how many are out, and whose key returns first', () => {
  const { settle, look } = overviewWorld([{}, {}, { service: 'gemini' }, { service: 'gemini' }])
  settle('rate-limited', { hintUntil: NOW + 90_000 })
  settle('rate-limited', { hintUntil: NOW + 38_000, service: 'gemini' })
  expect(verdictOf(look(), NOW)).toMatchObject({
    tone: 'rest',
    keys: { kind: 'some', out: 2, count: 4 },
    returns: { label: 'Gemini', at: NOW + 38_000 },
  })
})

test('a caller who got no answer is no good news, even with every key back', () => {
  expect(verdictOf(overviewWorld([{}]).look(3), NOW)).toMatchObject({
    tone: 'rest',
    lostCount: 3,
    keys: { kind: 'all' },
  })
})

test('names a service that serves nobody, and keys that wait for a person', () => {
  const { settle, look } = overviewWorld([{}, { service: 'gemini' }])
  settle('key-rejected')
  const verdict = verdictOf(look(), NOW)
  expect(verdict).toMatchObject({ tone: 'bad', exhausted: ['Groq'], reviewCount: 1, returns: null })
})

test('with no key serving at all, the services are not named one by one', () => {
  const { settle, look } = overviewWorld([{}])
  settle('rate-limited')
  expect(verdictOf(look(), NOW)).toMatchObject({ keys: { kind: 'nobody', count: 1 }, exhausted: [] })
})
