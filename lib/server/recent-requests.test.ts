import { expect, test } from 'vitest'
import type { Attempt } from '@/lib/engine/vocabulary'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { NOW } from '@/lib/store/rows.fixture'
import { RecentRequests } from './recent-requests'

type Ending = Pick<Attempt, 'outcome'> & Partial<Pick<Attempt, 'refusal' | 'startedAt' | 'totalMs'>>

function ends(requests: RecentRequests, requestId: string, ...endings: Ending[]) {
  endings.forEach((ending, index) => {
    const attempt = { requestId, service: 'groq', number: index + 1, refusal: null, startedAt: NOW, totalMs: 0 }
    requests.record({ ...attempt, ...ending })
  })
}
const groqOf = (requests: RecentRequests, now: number) => requests.look(now).get('groq')

test('tells an answer of the first key, a rescue by another, and a request that got none', () => {
  const requests = new RecentRequests()
  ends(requests, 'a', { outcome: 'success' })
  ends(requests, 'b', { outcome: 'rate-limited' }, { outcome: 'success' })
  ends(requests, 'c', { outcome: 'rate-limited' }, { outcome: 'refused', refusal: 'exhausted' })
  ends(requests, 'd', { outcome: 'service-error' })
  expect(groqOf(requests, NOW + 5000)).toMatchObject({ firstTry: 1, rescued: 1, lost: 2, lostLately: 2 })
})

test('counts what the caller did itself for neither side', () => {
  const requests = new RecentRequests()
  ends(requests, 'a', { outcome: 'caller-error' })
  ends(requests, 'b', { outcome: 'rate-limited' }, { outcome: 'aborted' })
  ends(requests, 'c', { outcome: 'refused', refusal: 'client-token-invalid' })
  expect(groqOf(requests, NOW + 5000)).toMatchObject({ requests: 3, firstTry: 0, rescued: 0, lost: 0 })
})

test('does not call a request lost while its next attempt may be under way, and takes it back when it was rescued', () => {
  const requests = new RecentRequests()
  ends(requests, 'a', { outcome: 'overloaded' })
  expect(groqOf(requests, NOW)).toMatchObject({ lost: 0 })
  expect(groqOf(requests, NOW + 5000)).toMatchObject({ lost: 1 })
  const late = { number: 2, refusal: null, startedAt: NOW, totalMs: 30_000 }
  requests.record({ requestId: 'a', service: 'groq', outcome: 'success', ...late })
  expect(groqOf(requests, NOW + 31_000)).toMatchObject({ lost: 0, rescued: 1 })
})

test('forgets the rate of more than a minute ago, and how callers fared more than an hour ago', () => {
  const requests = new RecentRequests()
  ends(requests, 'a', { outcome: 'rate-limited' }, { outcome: 'success' })
  expect(groqOf(requests, NOW + 30_000)).toMatchObject({ requests: 1, attempts: 2, successes: 1 })
  expect(groqOf(requests, NOW + 2 * MINUTE_MS)).toMatchObject({ requests: 0, attempts: 0, rescued: 1 })
  expect(groqOf(requests, NOW + HOUR_MS + 2 * MINUTE_MS)).toMatchObject({ rescued: 0 })
})

test('stays within its bound when every request fails, and still counts each', () => {
  const requests = new RecentRequests()
  for (let index = 0; index < 25_000; index += 1) ends(requests, `r${index}`, { outcome: 'service-error' })
  expect(groqOf(requests, NOW + 5000)?.lost).toBe(25_000)
})
