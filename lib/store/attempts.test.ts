import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '@/lib/engine/attempt'
import { DAY_MS, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { listAttempts } from './attempts'
import { openEach } from './databases.fixture'
import { MODELS_MAX_PER_HOUR } from './hour-models'
import { readRollups } from './rollups'
import { attemptOf, DAY_END, livedAccount, livedState, NOW, settledOf } from './rows.fixture'
import type { Store } from './session'
import { findKeyState } from './states'
import type { SettledAttempt } from './tally'

describe.each(['sqlite', 'postgres'] as const)('attempts on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  const append = (rows: readonly SettledAttempt[], keys = ['k1', 'k2']) =>
    appendAttempts(store, { attempts: rows, keys: keys.map(keyId => ({ keyId, state: livedState() })), accounts: [] })

  it('come back as they were recorded, every field', async () => {
    const plain = attemptOf()
    const failed = attemptOf({
      outcome: 'rate-limited',
      units: 0,
      effects: [
        { kind: 'rested', scope: 'key-model', reason: 'rate-limited', provenance: 'hint', until: NOW + 60_000 },
        { kind: 'out', status: 'rejected' },
        { kind: 'circuit-opened', until: NOW + 5000 },
      ],
      choice: {
        keyCount: 9,
        outCounts: { 'daily-limit': 2 },
        idleMs: -1,
        runnersUp: ['k2', 5, 1, 0, 0],
        behind: [0.5],
      },
      ending: null,
    })
    const refused = attemptOf({
      keyId: null,
      masked: null,
      model: null,
      caller: null,
      outcome: 'refused',
      refusal: 'token-unknown',
      status: null,
      firstByteMs: null,
      strategy: null,
      score: null,
      units: 0,
      costUsd: 0,
      choice: null,
      detail: 'The client token was not found.',
      ending: 'refused',
    })
    const all = [plain, failed, refused]
    await append(all.map(attempt => ({ attempt, day: null })))
    const listed = await listAttempts(store, { limit: 10 })
    expect(listed.sort((a, b) => a.id.localeCompare(b.id))).toEqual(all.sort((a, b) => a.id.localeCompare(b.id)))
  })

  it('written twice count once: rows, counters, day and rollups', async () => {
    const rows = [settledOf(), settledOf({ outcome: 'rate-limited', blame: 'key' }, null), settledOf({ keyId: 'k2' })]
    expect(await append(rows)).toBe(3)
    expect(await append(rows)).toBe(0)
    const fresh = settledOf()
    expect(await append([...rows, fresh, fresh])).toBe(1)
    const state = await findKeyState(store, 'k1')
    expect(state?.totals).toEqual({
      requests: 3,
      successes: 2,
      failures: 1,
      tokensIn: 300,
      tokensOut: 150,
      costUsd: 0.75,
    })
    expect(state?.day).toEqual({ used: 2, resetAt: DAY_END })
    const rollups = await readRollups(store, { grain: 'day', since: NOW - DAY_MS, until: NOW + 1, by: [] })
    expect(rollups.map(({ sums }) => sums.attempts)).toEqual([4])
  })

  it('count what is not the key’s fault as no failure of it, and refusals to no key', async () => {
    const kinds = [
      { outcome: 'caller-error', blame: 'caller' },
      { outcome: 'aborted', blame: 'nobody' },
      { outcome: 'service-error', blame: 'service' },
      { outcome: 'refused', blame: 'caller', keyId: null },
    ] as const
    await append(kinds.map(kind => settledOf(kind, null)))
    expect((await findKeyState(store, 'k1'))?.totals).toMatchObject({ requests: 3, successes: 2, failures: 1 })
  })

  it('count the units that were used: none of an attempt that the upstream refused', async () => {
    await append([
      settledOf({ units: 50, outcome: 'rate-limited', blame: 'key', isCounted: false }, null),
      settledOf({ units: 50, keyId: 'k2', isCounted: true }),
      settledOf({ units: 3, outcome: 'timed-out', blame: 'service', isCounted: true }),
      settledOf({ units: 7, outcome: 'refused', blame: 'caller', keyId: null }, null),
    ])
    const [day] = await readRollups(store, { grain: 'day', since: 0, until: NOW, by: [] })
    expect(day?.sums.units).toBe(53)
    const listed = await listAttempts(store, { limit: 9 })
    expect(listed.map(({ units }) => units).sort((a, b) => a - b)).toEqual([0, 0, 3, 50])
  })

  it('turn the day: a later reset begins at zero, an earlier one no longer counts', async () => {
    const nextDay = { resetAt: DAY_END + DAY_MS, used: 5 }
    await append([settledOf(), settledOf()])
    expect((await findKeyState(store, 'k1'))?.day).toEqual({ used: 2, resetAt: DAY_END })
    await append([settledOf(), settledOf({}, nextDay), settledOf()])
    expect((await findKeyState(store, 'k1'))?.day).toEqual(nextDay)
    await append([settledOf()])
    expect((await findKeyState(store, 'k1'))?.day).toEqual(nextDay)
    await append([settledOf({}, null), settledOf({}, nextDay)])
    expect((await findKeyState(store, 'k1'))?.day).toEqual({ ...nextDay, used: 10 })
  })

  it('move a day back that a wrong clock had set years ahead, and keep its count', async () => {
    await append([settledOf({}, { resetAt: DAY_END + 900 * DAY_MS, used: 3 })])
    await append([settledOf()])
    expect((await findKeyState(store, 'k1'))?.day).toEqual({ used: 4, resetAt: DAY_END })
  })

  it('are never held up by an odd value: its batch is written, the value made storable', async () => {
    const odd = attemptOf({
      model: 'nul\u0000 half\ud800 \\u0000',
      path: '/'.repeat(5000),
      totalMs: Number.NaN,
      costUsd: Number.POSITIVE_INFINITY,
      tokensIn: 1.5,
      status: null,
    })
    expect(await append([{ attempt: odd, day: null }, settledOf()])).toBe(2)
    const [found] = await listAttempts(store, { requestId: odd.requestId, limit: 1 })
    expect(found).toMatchObject({ model: 'nul\ufffd half\ufffd \\u0000', totalMs: 0, costUsd: 0, tokensIn: 2 })
    expect(found?.path).toHaveLength(500)
  })

  it('leave nothing when any part of their batch fails', async () => {
    const account = { service: 'groq', account: null as unknown as string, state: livedAccount() }
    const batch = { attempts: [settledOf()], keys: [{ keyId: 'k1', state: livedState() }], accounts: [account] }
    await expect(appendAttempts(store, batch)).rejects.toThrow()
    expect(await listAttempts(store, { limit: 10 })).toEqual([])
    expect(await findKeyState(store, 'k1')).toBeNull()
  })

  it('are listed newest first by page without gap or repetition, also within one millisecond', async () => {
    const rows = Array.from({ length: 57 }, (_, i) =>
      settledOf({ startedAt: NOW - Math.floor(i / 5), service: i % 3 ? 'groq' : 'gemini' }),
    )
    await append(rows)
    const ids: string[] = []
    let last: Attempt | undefined
    do {
      const page = await listAttempts(store, { service: 'groq', before: last, limit: 7 })
      ids.push(...page.map(({ id }) => id))
      last = page.at(-1)
    } while (last)
    const wanted = rows.map(({ attempt }) => attempt).filter(({ service }) => service === 'groq')
    expect(new Set(ids)).toEqual(new Set(wanted.map(({ id }) => id)))
    expect(ids).toHaveLength(wanted.length)
    const instants = ids.map(id => wanted.find(attempt => attempt.id === id)?.startedAt ?? 0)
    expect(instants).toEqual([...instants].sort((a, b) => b - a))
    const window = { since: NOW - 3, until: NOW, limit: 100 }
    expect((await listAttempts(store, window)).every(({ startedAt }) => startedAt >= NOW - 3 && startedAt < NOW)).toBe(
      true,
    )
  })

  it('of ever new models make no endless rollups: beyond the hour’s bound they are one, also after a restart', async () => {
    const named = (from: number) =>
      Array.from({ length: MODELS_MAX_PER_HOUR }, (_, i) => settledOf({ model: `m${from + i}` }))
    await append(named(0))
    await append(named(1))
    store.hourModels.clear()
    await append(named(50))
    const rows = await readRollups(store, { grain: 'hour', since: 0, until: NOW + 1, by: ['model'] })
    expect(rows).toHaveLength(MODELS_MAX_PER_HOUR + 1)
    expect(rows.find(({ model }) => model === 'other')?.sums.attempts).toBe(51)
    expect(rows.reduce((sum, { sums }) => sum + sums.attempts, 0)).toBe(MODELS_MAX_PER_HOUR * 3)
    expect((await listAttempts(store, { limit: 1000 })).map(({ model }) => model)).not.toContain('other')
  })

  it('add up alike in rows, counters and rollups of every grain, whatever the batches', async () => {
    const row = fc.record({
      keyId: fc.constantFrom('k1', 'k2', null),
      model: fc.constantFrom('a', 'b', null),
      outcome: fc.constantFrom(...OUTCOME_KINDS),
      startedAt: fc.integer({ min: NOW - 3 * DAY_MS, max: NOW }),
      totalMs: fc.integer({ min: 0, max: 60_000 }),
      tokensIn: fc.nat(1000),
      firstByteMs: fc.option(fc.nat(100)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.nat(60), async (fields, cut) => {
        const before = await totals()
        const rows = fields.map(each => settledOf(each))
        await append(rows.slice(0, cut))
        await append(rows.slice(Math.floor(cut / 2)))
        const after = await totals()
        for (const counted of [after.minute, after.hour, after.day]) expect(counted).toEqual(after.rows)
        expect(after.rows.attempts - before.rows.attempts).toBe(rows.length)
        expect(after.keys).toBe(after.ofKeys)
      }),
      { numRuns: dialect === 'sqlite' ? 15 : 8 },
    )
  })

  /** What rows, rollups and counters each say, added up. */
  async function totals() {
    const rows = await listAttempts(store, { limit: 100_000 })
    const sum = (pick: (attempt: Attempt) => number) => rows.reduce((total, attempt) => total + pick(attempt), 0)
    const rolled = async (grain: 'minute' | 'hour' | 'day') => {
      const [all, ...rest] = [
        ...(await readRollups(store, { grain, since: 0, until: NOW + 1, by: ['keyId', 'model'] })),
      ]
      const every = [...(all ? [all] : []), ...rest].map(({ sums }) => sums)
      const add = (pick: (sums: (typeof every)[number]) => number) =>
        every.reduce((total, sums) => total + pick(sums), 0)
      return {
        attempts: add(sums => sums.attempts),
        inHistogram: add(sums => sums.durations.reduce((total, count) => total + count, 0)),
        inFirstBytes: add(sums => sums.firstBytes.reduce((total, count) => total + count, 0)),
        tokensIn: add(sums => sums.tokensIn),
        totalMs: add(sums => sums.totalMsSum),
        slowestMs: Math.max(0, ...every.map(sums => sums.totalMsMax)),
        withFirstByte: add(sums => sums.firstByteCount),
      }
    }
    const states = [await findKeyState(store, 'k1'), await findKeyState(store, 'k2')]
    return {
      rows: {
        attempts: rows.length,
        inHistogram: rows.length,
        inFirstBytes: rows.filter(({ firstByteMs }) => firstByteMs !== null).length,
        tokensIn: sum(({ tokensIn }) => tokensIn),
        totalMs: sum(({ totalMs }) => totalMs),
        slowestMs: Math.max(0, ...rows.map(({ totalMs }) => totalMs)),
        withFirstByte: rows.filter(({ firstByteMs }) => firstByteMs !== null).length,
      },
      minute: await rolled('minute'),
      hour: await rolled('hour'),
      day: await rolled('day'),
      keys: states.reduce((total, state) => total + (state?.totals.requests ?? 0), 0),
      ofKeys: rows.filter(({ keyId }) => keyId !== null).length,
    }
  }
})
