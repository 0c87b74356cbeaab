import { afterEach, beforeEach, expect, test } from 'vitest'
import { facetQuestionSchema, requestQuestionSchema } from '@/lib/contract/requests'
import type { Attempt } from '@/lib/engine/attempt'
import { addKeys } from '@/lib/store/add-keys'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { attemptOf, newKeyOf } from '@/lib/store/rows.fixture'
import { openWorld, START, VIEWER } from './control.fixture'
import { requestTrail } from './request-trail'
import { listRequests, requestFacets } from './requests'

let world: Awaited<ReturnType<typeof openWorld>>
beforeEach(async () => {
  world = await openWorld()
  await addKeys(world.store, [
    newKeyOf({ id: 'k1', name: 'FIRST', masked: 'gsk_ab…3f' }),
    newKeyOf({ id: 'k2', name: 'SECOND', masked: 'gsk_cd…91' }),
  ])
})
afterEach(() => world.close())

const append = (attempts: readonly Attempt[]) =>
  appendAttempts(world.store, { attempts: attempts.map(attempt => ({ attempt, day: null })), keys: [], accounts: [] })
const ctx = () => world.context(VIEWER)
const list = (asked: object) => listRequests({ ctx: ctx(), input: requestQuestionSchema.parse(asked) })

/** Limited on the first key after 100 ms, answered by the second 300 ms later. */
function rescued(): Attempt[] {
  const at = START - 60_000
  const common = { requestId: 'r', caller: 'in-process' }
  const until = at + 30_000
  return [
    attemptOf({
      ...{
        ...common,
        id: 'r.1',
        startedAt: at,
        totalMs: 100,
        firstByteMs: null,
        ending: null,
        tokensIn: 0,
        tokensOut: 0,
      },
      ...{ outcome: 'rate-limited', blame: 'key', rule: 'groq: per minute', status: 429, costUsd: 0 },
      effects: [{ kind: 'rested', scope: 'key', reason: 'rate-limited', provenance: 'hint', until }],
    }),
    attemptOf({
      ...{ ...common, id: 'r.2', number: 2, keyId: 'k2', masked: 'gsk_cd…91', ending: 'rescued' },
      ...{ startedAt: at + 100, firstByteMs: 50, totalMs: 300 },
      choice: { keyCount: 3, outCounts: { 'rate-limited': 1 }, idleMs: 10, runnersUp: ['k1', -1, 4, 4, -2.5] },
    }),
  ]
}

test('a rescued request is one row: when it came, how long it took, and who answered', async () => {
  await append(rescued())
  const { requests } = await list({ outcome: 'rate-limited' })
  expect(requests).toMatchObject([
    {
      ...{ id: 'r', at: new Date(START - 60_000).toISOString(), service: 'groq', serviceLabel: 'Groq', tries: 2 },
      ...{ ending: 'rescued', outcome: 'success', status: 200, key: { id: 'k2', name: 'SECOND' } },
      ...{ caller: { id: 'in-process', name: null }, firstByteMs: 150, totalMs: 400, tokensIn: 100, costUsd: 0.25 },
    },
  ])
})

test('its trail says of each step when, which key among which, and what that did', async () => {
  await append(rescued())
  const { steps } = await requestTrail({ ctx: ctx(), input: { id: 'r' } })
  expect(steps[0]).toMatchObject({
    ...{ offsetMs: 0, totalMs: 100, key: { name: 'FIRST', masked: 'gsk_ab…3f' } },
    effects: [{ kind: 'rested', until: new Date(START - 30_000).toISOString() }],
  })
  expect(steps[1]).toMatchObject({ offsetMs: 100, totalMs: 300 })
  expect(steps[1]?.choice).toMatchObject({
    ...{ keyCount: 3, out: [{ reason: 'rate-limited', count: 1 }] },
    contenders: [
      { key: { id: 'k2', name: 'SECOND' }, isChosen: true, idleMs: 10, score: { total: 119 } },
      { key: { id: 'k1', name: 'FIRST' }, isChosen: false, idleMs: null, score: { total: 103.5, usage: -2.5 } },
    ],
  })
})

test('a refusal without a key is a row with its rule and the words its caller was told', async () => {
  const nobody = { keyId: null, masked: null, strategy: null, score: null, firstByteMs: null } as const
  const refusal = { outcome: 'refused', refusal: 'exhausted', status: 429, ending: 'lost', totalMs: 3 } as const
  await append([
    attemptOf({
      ...{ ...nobody, ...refusal, id: 'q.1', requestId: 'q', startedAt: START - 5, detail: 'All 2 keys rest.' },
      choice: { keyCount: 2, outCounts: { 'rate-limited': 2 }, idleMs: -1, runnersUp: [] },
      facts: { used: 2, limit: 2, unit: 'key', resetAt: START + 30_000 },
    }),
  ])
  const [row] = (await list({ ending: 'lost' })).requests
  expect(row).toMatchObject({ tries: 0, key: null, refusal: 'exhausted', detail: 'All 2 keys rest.', totalMs: 3 })
  const facts = { used: 2, limit: 2, unit: 'key', resetAt: new Date(START + 30_000).toISOString() }
  expect(row?.facts).toEqual(facts)
  const { steps } = await requestTrail({ ctx: ctx(), input: { id: 'q' } })
  expect(steps).toMatchObject([{ key: null, facts, choice: { keyCount: 2, contenders: [] } }])
})

test('a request is found by its id at any age, and one that is not there is said to be so', async () => {
  await append([attemptOf({ id: 'old.1', requestId: 'old', startedAt: START - 20 * 86_400_000 })])
  expect((await list({})).requests).toEqual([])
  expect((await list({ id: 'old' })).requests).toHaveLength(1)
  expect((await list({ id: 'none' })).requests).toEqual([])
  await expect(requestTrail({ ctx: ctx(), input: { id: 'none' } })).rejects.toMatchObject({ code: 'not-found' })
})

test('pages go on where the last one ended; a cursor that is none, and a time turned round, are refused', async () => {
  await append(
    Array.from({ length: 5 }, (_, index) =>
      attemptOf({ id: `p${index}.1`, requestId: `p${index}`, startedAt: START - index }),
    ),
  )
  const first = await list({ limit: 2 })
  const second = await list({ limit: 2, before: first.next })
  expect([...first.requests, ...second.requests].map(({ id }) => id)).toEqual(['p0', 'p1', 'p2', 'p3'])
  await expect(list({ before: 'nonsense' })).rejects.toMatchObject({ code: 'invalid-input' })
  const turned = { since: '2026-11-22T12:00:00Z', until: '2026-11-22T11:00:00Z' }
  await expect(list(turned)).rejects.toMatchObject({ code: 'invalid-input' })
})

test('facets count the time’s requests by value, of one service where it is chosen', async () => {
  await append([...rescued(), attemptOf({ service: 'gemini', model: 'flash', startedAt: START - 1000 })])
  const facets = (asked: object) => requestFacets({ ctx: ctx(), input: facetQuestionSchema.parse(asked) })
  const all = await facets({ key: 'k1' })
  expect(all.service).toEqual([
    { value: 'gemini', label: 'Gemini', count: 1 },
    { value: 'groq', label: 'Groq', count: 1 },
  ])
  expect(all.outcome.map(({ value, count }) => [value, count])).toEqual([
    ['success', 2],
    ['rate-limited', 1],
  ])
  expect(all.key).toMatchObject({ name: 'FIRST' })
  expect((await facets({ service: 'gemini' })).model.map(({ value }) => value)).toEqual(['flash'])
})
