import { expect, test } from 'vitest'
import { rotationNewsSchema } from '@/lib/contract/rotation-news'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { NO_USAGE, type Outcome, type OutcomeKind } from '@/lib/engine/vocabulary'
import { attemptRecord } from '@/lib/rotation/attempt-record'
import { Pools } from '@/lib/rotation/pools'
import { RotationNewsFeed } from './rotation-news'

const START = Date.UTC(2026, 10, 22, 6, 30)
const BLAME = { success: 'nobody', 'rate-limited': 'key', 'broken-stream': 'nobody' } as const

/** Real pools whose events and attempts are told as the engine tells them. */
function world() {
  const feed = new RotationNewsFeed(keyId => pools.find(keyId)?.key.masked ?? '…')
  const pools: Pools = new Pools({ now: () => START, notify: events => feed.events(events) })
  pools.setService('groq', DEFAULT_POLICY)
  for (const id of ['a', 'b', 'c']) {
    pools.addKey({ key: keyOf({ id, name: id, masked: `gsk_${id}…`, priority: id.charCodeAt(0) }), state: null })
  }
  const tried = new Map<string, Set<string>>()
  const attempt = (requestId: string, kind: OutcomeKind & keyof typeof BLAME) => {
    const excluded = tried.get(requestId) ?? new Set<string>()
    tried.set(requestId, excluded)
    const lease = pools.lease('groq', { model: 'llama', units: 1, excluded })
    if ('kind' in lease) throw new Error('exhausted')
    excluded.add(lease.keyId)
    const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    const outcome: Outcome = { kind, blame: BLAME[kind], rule: kind, ...facts }
    pools.settle(lease, outcome, NO_USAGE)
    const request = { requestId, method: 'POST', path: '/', caller: null }
    const end = { outcome, effects: [], usage: NO_USAGE, firstByteAt: null, endedAt: START }
    feed.attempt(attemptRecord(request, lease, excluded.size, end))
    return lease.keyId
  }
  return { feed, pools, attempt }
}

test('a rest names its key, its request and model at once, and the key that took over when that is known', () => {
  const { feed, attempt } = world()
  attempt('r1', 'rate-limited')
  const rested = { kind: 'rested', key: { keyId: 'a', masked: 'gsk_a…' }, requestId: 'r1', reason: 'rate-limited' }
  expect(feed.newest()).toMatchObject([{ ...rested, next: null }])
  const seen = feed.lastRevision
  attempt('r1', 'success')
  expect(feed.newest(seen)).toMatchObject([{ ...rested, next: { keyId: 'b' } }])
  expect(feed.newest()).toHaveLength(1)
})

test('requests at the same time do not take each other’s next key', () => {
  const { feed, attempt } = world()
  attempt('r1', 'rate-limited')
  attempt('r2', 'success')
  expect(feed.newest()).toMatchObject([{ requestId: 'r1', next: null }])
})

test('a failure that costs the key nothing is told only when another key was tried', () => {
  const { feed, attempt } = world()
  attempt('r1', 'broken-stream')
  expect(feed.newest()).toEqual([])
  attempt('r1', 'success')
  const [line] = feed.newest()
  expect(line).toMatchObject({ kind: 'passed-on', key: { keyId: 'a' }, next: { keyId: 'b' }, reason: 'broken-stream' })
})

test('every line is as the contract says, the newest first, and their number is bounded', () => {
  const { feed, pools, attempt } = world()
  for (let turn = 0; turn < 60; turn += 1) {
    attempt(`r${turn}`, 'rate-limited')
    feed.reset(pools.reset({}), START)
  }
  const lines = feed.newest()
  expect(lines.length).toBeLessThanOrEqual(30)
  expect(lines[0]).toMatchObject({ kind: 'reset', keyCount: 1 })
  for (const line of lines) expect(rotationNewsSchema.parse(line)).toEqual(line)
})
