import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Attempt, ENDINGS } from '@/lib/engine/attempt'
import { OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openEach } from './databases.fixture'
import { countFacets } from './facets'
import { type AttemptPlace, LOOKED_AT_MAX, type RequestFilter } from './request-search'
import { findRequest, listRequests } from './requests'
import { attemptOf, NOW } from './rows.fixture'
import type { Store } from './session'

const EVER = { since: NOW - 1_000_000, until: NOW + 1_000_000 }

describe.each(['sqlite', 'postgres'] as const)('requests on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  const append = (attempts: readonly Attempt[]) =>
    appendAttempts(store, { attempts: attempts.map(attempt => ({ attempt, day: null })), keys: [], accounts: [] })

  /** All pages of a question, as ids of requests. */
  async function everyPage(filter: RequestFilter, limit: number): Promise<string[]> {
    const ids: string[] = []
    let after: AttemptPlace | null = null
    do {
      const page = await listRequests(store, filter, after, limit)
      ids.push(...page.requests.map(([first]) => first?.requestId ?? ''))
      after = page.next
    } while (after !== null)
    return ids
  }

  it('are found by any filters, each once, newest first, whatever the pages', async () => {
    const few = <T extends string>(...values: T[]) => fc.constantFrom(...values)
    const one = fc.record({
      request: fc.nat(12),
      startedAt: fc.nat(8).map(ms => NOW + ms),
      service: few('groq', 'gemini'),
      keyId: few('k1', 'k2', 'k3'),
      model: fc.option(few('a', 'b')),
      caller: fc.option(few('t1', 't2')),
      outcome: few(...OUTCOME_KINDS.slice(0, 3), 'refused'),
      ending: fc.option(few(...ENDINGS)),
    })
    const filters = fc.record(
      {
        service: few('groq', 'gemini'),
        keyId: few('k1', 'k2', 'k3'),
        model: few('a', 'b'),
        caller: few('t1', 't2'),
        outcome: few(...OUTCOME_KINDS.slice(0, 3), 'refused'),
        ending: few(...ENDINGS),
      },
      { requiredKeys: [] },
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 40 }),
        filters,
        fc.integer({ min: 1, max: 7 }),
        async (rows, wanted, limit) => {
          const base = NOW + ++run * 1000
          const filter = { ...wanted, since: base, until: base + 9 }
          const attempts = rows.map(({ request, startedAt, ...fields }, index) => {
            const number = 1 + rows.slice(0, index).filter(other => other.request === request).length
            const requestId = `run-${run}-${request}`
            return attemptOf({
              ...fields,
              startedAt: base + startedAt - NOW,
              id: `${requestId}.${number}`,
              requestId,
              number,
            })
          })
          await append(attempts)
          expect(await everyPage(filter, limit)).toEqual(naively(attempts, wanted))
        },
      ),
      { numRuns: dialect === 'sqlite' ? 60 : 25 },
    )
  })

  it('a page that looked at enough says how far, and the next one finds what is rare and old', async () => {
    const common = Array.from({ length: LOOKED_AT_MAX + 10 }, (_, index) =>
      attemptOf({ startedAt: NOW + index, keyId: index % 2 === 0 ? 'k1' : 'k2', model: index % 2 === 0 ? 'a' : 'b' }),
    )
    const rare = attemptOf({ startedAt: NOW - 5, keyId: 'k1', model: 'b' })
    await append([...common, ...common.map(twin), rare])
    const filter = { ...EVER, keyId: 'k1', model: 'b' }
    const first = await listRequests(store, filter, null, 10)
    expect(first).toMatchObject({ requests: [], isCutShort: true })
    expect(await everyPage(filter, 10)).toEqual([rare.requestId])
  })

  it('come back whole, with their attempts in order', async () => {
    const [first, second] = [1, 2].map(number => {
      const ending = number === 1 ? null : ('rescued' as const)
      return attemptOf({
        id: `r.${number}`,
        requestId: 'r',
        number,
        ending,
        outcome: number === 1 ? 'overloaded' : 'success',
      })
    })
    if (!first || !second) throw new Error('two attempts')
    await append([second, first, attemptOf()])
    const { requests } = await listRequests(store, { ...EVER, outcome: 'overloaded' }, null, 10)
    expect(requests.map(own => own.map(({ number, ending }) => [number, ending]))).toEqual([
      [
        [1, null],
        [2, 'rescued'],
      ],
    ])
    expect((await findRequest(store, 'r')).map(({ id }) => id)).toEqual(['r.1', 'r.2'])
    expect(await findRequest(store, 'unknown')).toEqual([])
  })

  it('are counted by value: requests once, attempts by outcome, and what is written twice not again', async () => {
    const rows = [
      attemptOf({ id: 'r.1', requestId: 'r', outcome: 'rate-limited', ending: null, units: 0 }),
      attemptOf({ id: 'r.2', requestId: 'r', number: 2, ending: 'rescued' }),
      attemptOf({ service: 'gemini', model: null, caller: 't2' }),
      attemptOf({ startedAt: NOW - 3_600_000 }),
    ]
    await append(rows)
    await append(rows)
    const counts = await countFacets(store, { since: NOW - 60_000, until: NOW + 60_000 })
    const said = counts.map(({ service, dimension, value, count }) => `${service} ${dimension} ${value} ${count}`)
    expect(said.sort()).toEqual([
      'gemini caller t2 1',
      'gemini ending first-try 1',
      'gemini outcome success 1',
      'groq caller token-1 1',
      'groq ending rescued 1',
      'groq model llama 1',
      'groq outcome rate-limited 1',
      'groq outcome success 1',
    ])
    const all = await countFacets(store, { since: NOW - 40 * 86_400_000, until: NOW + 60_000 })
    expect(all.find(({ service, dimension }) => service === 'groq' && dimension === 'model')?.count).toBe(2)
  })
})

function twin(attempt: Attempt): Attempt {
  const id = `${attempt.requestId}-twin`
  return { ...attempt, id: `${id}.1`, requestId: id }
}

/** What the list promises, said once more and slowly. */
function naively(attempts: readonly Attempt[], wanted: Partial<Record<string, string>>): string[] {
  const isWanted = (attempt: Attempt) =>
    Object.entries(wanted).every(([name, value]) =>
      Object.entries(attempt).some(([field, is]) => field === name && is === value),
    )
  const firstMatches = attempts.filter(
    attempt =>
      isWanted(attempt) &&
      !attempts.some(
        other => other.requestId === attempt.requestId && other.number < attempt.number && isWanted(other),
      ),
  )
  const byPlace = (a: Attempt, b: Attempt) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1)
  return firstMatches.sort(byPlace).map(({ requestId }) => requestId)
}
