import { expect, test } from 'vitest'
import type { Attempt } from '@/lib/engine/attempt'
import { HOUR_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { NOW } from '@/lib/store/rows.fixture'
import { RecentRequests } from './recent-requests'

type Ended = Pick<Attempt, 'outcome'> & Partial<Pick<Attempt, 'ending' | 'startedAt' | 'totalMs'>>

/** The attempts of one request, in their order. */
function ends(requests: RecentRequests, ...attempts: Ended[]) {
  for (const [index, attempt] of attempts.entries()) {
    requests.record({ service: 'groq', number: index + 1, ending: null, startedAt: NOW, totalMs: 0, ...attempt })
  }
}
const groqOf = (requests: RecentRequests, now: number) => requests.look(now).get('groq')

test('tells an answer of the first key, a rescue by another, and a request that got none', () => {
  const requests = new RecentRequests()
  ends(requests, { outcome: 'success', ending: 'first-try' })
  ends(requests, { outcome: 'rate-limited' }, { outcome: 'success', ending: 'rescued' })
  ends(requests, { outcome: 'rate-limited' }, { outcome: 'refused', ending: 'lost' })
  ends(requests, { outcome: 'service-error', ending: 'lost' })
  expect(groqOf(requests, NOW + 5000)).toMatchObject({ firstTry: 1, rescued: 1, lost: 2, lostLately: 2 })
})

test('counts what the caller did itself for neither side', () => {
  const requests = new RecentRequests()
  ends(requests, { outcome: 'caller-error', ending: 'declined' })
  ends(requests, { outcome: 'rate-limited' }, { outcome: 'aborted', ending: 'left' })
  ends(requests, { outcome: 'refused', ending: 'refused' })
  expect(groqOf(requests, NOW + 5000)).toMatchObject({ requests: 3, firstTry: 0, rescued: 0, lost: 0 })
})

test('calls no request lost while another key still answers it, however long that takes', () => {
  const requests = new RecentRequests()
  ends(requests, { outcome: 'overloaded' })
  expect(groqOf(requests, NOW + 20_000)).toMatchObject({ lost: 0, lostLately: 0 })
  const late = { number: 2, ending: 'rescued', startedAt: NOW, totalMs: 30_000 } as const
  requests.record({ service: 'groq', outcome: 'success', ...late })
  expect(groqOf(requests, NOW + 31_000)).toMatchObject({ lost: 0, rescued: 1 })
})

test('forgets the rate of more than a minute ago, and how callers fared more than an hour ago', () => {
  const requests = new RecentRequests()
  ends(requests, { outcome: 'rate-limited' }, { outcome: 'success', ending: 'rescued' })
  expect(groqOf(requests, NOW + 30_000)).toMatchObject({ requests: 1, attempts: 2, successes: 1 })
  expect(groqOf(requests, NOW + 2 * MINUTE_MS)).toMatchObject({ requests: 0, attempts: 0, rescued: 1 })
  expect(groqOf(requests, NOW + HOUR_MS + 2 * MINUTE_MS)).toMatchObject({ rescued: 0 })
})
