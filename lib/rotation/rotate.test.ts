import { describe, expect, test } from 'vitest'
import { findService } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Attempt } from '@/lib/engine/attempt'
import { keyOf } from '@/lib/engine/key.fixture'
import { DEFAULT_POLICY, type ServicePolicy } from '@/lib/engine/policy'
import { type Key, NO_USAGE, type OutcomeKind, SECOND_MS, type Signal } from '@/lib/engine/vocabulary'
import { Pools } from './pools'
import { rotate } from './rotate'
import type { Attempted, AttemptTurn, RotationRequest } from './rotation-request'

const START = Date.UTC(2026, 10, 22, 6, 30)
const KEYS = 6

/** What each attempt meets, in turn; the last repeats. */
type Script = readonly (Met | 'fine')[]
type Met = (at: number) => Signal

const answered =
  (status: number, error: object = {}, headers: Record<string, string> = {}): Met =>
  at => ({ kind: 'response', status, headers, body: JSON.stringify({ error }), model: null, at })
const unreachable =
  (wasSent: boolean): Met =>
  at => ({ kind: 'unreachable', code: 'ECONNRESET', wasSent, model: null, at })
const timedOut: Met = at => ({ kind: 'timed-out', phase: 'first-byte', wasSent: true, model: null, at })

type Setting = {
  script: Script
  keys?: Partial<Key>[]
  policy?: Partial<ServicePolicy>
  service?: Partial<ServiceDefinition>
  request?: Partial<RotationRequest<string>>
  /** Each attempt takes this long. */
  tookMs?: number
}

/** Real pools, and the real loop over them with attempts that meet what the script says. */
function wheel({ script, keys = Array(KEYS).fill({}), policy, service, request, tookMs = 0 }: Setting) {
  const clock = { now: START }
  const now = () => clock.now
  const pools = new Pools({ now, notify: () => {} })
  const groq = catalogService('groq')
  pools.setService('groq', { ...DEFAULT_POLICY, strategy: 'priority', ...policy })
  keys.forEach((key, index) => {
    pools.addKey({ key: aKey(index + 1, key), state: null })
  })
  const attempts: Attempt[] = []
  const turns: AttemptTurn[] = []
  const attempt = async (given: AttemptTurn): Promise<Attempted<string>> => {
    turns.push(given)
    clock.now += tookMs
    const met = script[Math.min(turns.length, script.length) - 1] ?? 'fine'
    if (met === 'fine') return { kind: 'open', value: 'answer', status: 200, firstByteAt: now() }
    const signal = met(now())
    const value = signal.kind === 'response' ? `refusal ${turns.length}` : null
    return { kind: 'failed', signal, value, firstByteAt: null }
  }
  const asked = { ...aRequest(attempt, START), service: { ...groq, ...service }, ...request }
  const ask = () => rotate<string>({ pools, now, record: recorded => attempts.push(recorded) }, asked)
  return { pools, attempts, turns, now, ask }
}

async function turn(setting: Setting) {
  const { ask, now, turns, attempts, pools } = wheel(setting)
  const rotated = await ask()
  const success = { kind: 'response', status: 200, headers: {}, body: '', model: null, at: now() } as const
  if (rotated.kind === 'answered') rotated.turn.settle(success, NO_USAGE, null)
  return { rotated, turns, attempts, pools, keysTried: turns.map(({ lease }) => lease.keyId) }
}

function aRequest(attempt: RotationRequest<string>['attempt'], arrivedAt: number): RotationRequest<string> {
  return {
    requestId: 'r1',
    service: catalogService('groq'),
    model: null,
    units: 1,
    method: 'POST',
    path: '/openai/v1/chat/completions',
    caller: null,
    isSafeToRepeat: true,
    isSlowToAnswer: false,
    isReplayable: true,
    hasIdempotencyKey: false,
    arrivedAt,
    abort: null,
    isRefusedAfter: ({ kind }) => kind === 'exhausted' || kind === 'failed',
    attempt,
  }
}

function catalogService(id: string): ServiceDefinition {
  const service = findService(id)
  if (!service) throw new Error(`the catalog has no ${id}`)
  return service
}

function aKey(number: number, key: Partial<Key>): Key {
  return {
    ...keyOf(),
    id: `k${number}`,
    service: 'groq',
    name: `KEY_${number}`,
    masked: `gsk_a…${number}`,
    source: 'vault',
    priority: number,
    ...key,
  }
}

const limited = answered(429, { code: 'rate_limit_exceeded', message: 'slow down' })

describe('the next key', () => {
  test.each<[OutcomeKind, Met]>([
    ['rate-limited', limited],
    ['quota-exhausted', answered(429, { message: 'on requests per day (RPD): Limit 1000' })],
    ['out-of-credit', answered(402)],
    ['overloaded', answered(503)],
    ['service-error', answered(500)],
    ['key-rejected', answered(401)],
    ['key-suspended', answered(400, { code: 'organization_restricted' })],
    ['model-forbidden', answered(403, { code: 'model_permission_blocked_org' })],
    ['unreachable', unreachable(true)],
    ['timed-out', timedOut],
  ])('answers after %s', async (kind, met) => {
    const { rotated, keysTried, attempts, pools } = await turn({ script: [met, 'fine'] })
    expect(rotated).toMatchObject({ kind: 'answered', value: 'answer' })
    expect(keysTried).toEqual(['k1', 'k2'])
    expect(attempts.map(({ outcome, number }) => [number, outcome])).toEqual([
      [1, kind],
      [2, 'success'],
    ])
    expect(pools.leaseCount()).toBe(0)
  })

  test.each<[OutcomeKind, Met]>([
    ['caller-error', answered(400)],
    ['caller-error', answered(404)],
    ['too-large', answered(413)],
  ])('is not asked about %s: the answer passes through', async (kind, met) => {
    const { rotated, keysTried } = await turn({ script: [met] })
    expect(rotated).toMatchObject({ kind: 'declined', value: 'refusal 1', outcome: { kind } })
    expect(keysTried).toEqual(['k1'])
  })

  test('is never one that this request has tried, and every key is tried while they are to blame', async () => {
    const { rotated, keysTried } = await turn({ script: [answered(401)] })
    expect(keysTried).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
    expect(rotated).toMatchObject({ kind: 'exhausted', exhausted: { cause: 'no-usable-key' } })
    expect(rotated.trail).toHaveLength(6)
  })

  test('is not asked for more than the policy’s number of attempts', async () => {
    const { rotated, keysTried } = await turn({ script: [limited], policy: { maxAttempts: 4 } })
    expect(keysTried).toHaveLength(4)
    expect(rotated).toMatchObject({ kind: 'declined', value: 'refusal 4' })
  })

  test.each<[string, Met, string]>([
    ['server errors', answered(500), 'declined'],
    ['broken connections', unreachable(true), 'failed'],
  ])('is not asked after three %s: an outage is not multiplied', async (_, met, kind) => {
    const { rotated, keysTried } = await turn({ script: [met] })
    expect(keysTried).toEqual(['k1', 'k2', 'k3'])
    expect(rotated).toMatchObject({ kind, trail: { length: 3 } })
  })

  test('is found although failures of the service and of keys come mixed', async () => {
    const { keysTried, rotated } = await turn({ script: [answered(503), limited, answered(401), limited, 'fine'] })
    expect(rotated.kind).toBe('answered')
    expect(keysTried).toHaveLength(5)
  })

  test('is not tried with half a body', async () => {
    const { keysTried, rotated } = await turn({ script: [limited, 'fine'], request: { isReplayable: false } })
    expect(keysTried).toEqual(['k1'])
    expect(rotated).toMatchObject({ kind: 'declined', value: 'refusal 1' })
  })

  test('is not asked after the deadline', async () => {
    const slow = { script: [limited, 'fine'] as const, tookMs: 30 * SECOND_MS }
    expect((await turn({ ...slow, script: [limited, limited, 'fine'] })).keysTried).toEqual(['k1', 'k2'])
    expect((await turn({ ...slow, request: { deadlineAt: START + SECOND_MS } })).keysTried).toEqual(['k1'])
  })
})

describe('a call that must not happen twice', () => {
  const unsafe = { isSafeToRepeat: false }
  const mail = { honoursIdempotencyKey: true }
  const team = [{ account: 'a' }, { account: 'b' }, { account: 'a' }, { account: 'a' }]

  test('goes to any key after a refusal that came before any work', async () => {
    const { keysTried } = await turn({ script: [limited, answered(503), 'fine'], keys: team, request: unsafe })
    expect(keysTried).toEqual(['k1', 'k2', 'k3'])
  })

  test('goes to any key when it was never sent', async () => {
    const { keysTried } = await turn({ script: [unreachable(false), 'fine'], keys: team, request: unsafe })
    expect(keysTried).toEqual(['k1', 'k2'])
  })

  test.each([
    ['a server error', answered(500)],
    ['a broken connection', unreachable(true)],
    ['a time limit', timedOut],
  ])('is not repeated after %s without an Idempotency-Key', async (_, met) => {
    const { keysTried } = await turn({ script: [met, 'fine'], keys: team, request: unsafe })
    expect(keysTried).toEqual(['k1'])
  })

  test('stays within its account from then on, under one Idempotency-Key', async () => {
    const script = [answered(500), limited, 'fine'] as const
    const { keysTried, turns, rotated } = await turn({ script, keys: team, request: unsafe, service: mail })
    expect(keysTried).toEqual(['k1', 'k3', 'k4'])
    expect(new Set(turns.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(['keywheel-r1']))
    expect(rotated.kind).toBe('answered')
  })

  test('ends with its own refusal when its account has no other key', async () => {
    const script = [answered(500), 'fine'] as const
    const alone = await turn({ script, keys: [{ account: 'a' }, { account: 'b' }], request: unsafe, service: mail })
    expect(alone.keysTried).toEqual(['k1'])
    expect(alone.rotated).toMatchObject({ kind: 'declined', value: 'refusal 1' })
    const undeclared = await turn({ script, keys: [{}, {}], request: unsafe, service: mail })
    expect(undeclared.keysTried).toEqual(['k1'])
  })
})

describe('waiting for the first key to return', () => {
  /** The only key rests for this long; time is the real one. */
  async function restingFor(restMs: number, maxWaitMs: number, abort: AbortSignal | null = null) {
    const startedAt = Date.now()
    const now = () => START + (Date.now() - startedAt)
    const pools = new Pools({ now, notify: () => {} })
    pools.setService('groq', { ...DEFAULT_POLICY, maxWaitMs })
    pools.addKey({ key: aKey(1, {}), state: null })
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('the key is fresh')
    const judged = { rule: '', status: 429, window: null, isAmbiguous: false, learned: [] }
    const hinted = { kind: 'rate-limited', blame: 'key', hintUntil: now() + restMs } as const
    pools.settle(lease, { ...judged, ...hinted }, NO_USAGE)
    const attempt = async () => ({ kind: 'open', value: 'answer', status: 200, firstByteAt: now() }) as const
    const attempts: Attempt[] = []
    const record = (recorded: Attempt) => attempts.push(recorded)
    const rotated = await rotate({ pools, now, record }, { ...aRequest(attempt, now()), abort })
    return { rotated, attempts, tookMs: Date.now() - startedAt }
  }

  test('answers when it returns within the wait', async () => {
    const { rotated, tookMs } = await restingFor(120, 1000)
    expect(rotated.kind).toBe('answered')
    expect(tookMs).toBeGreaterThanOrEqual(110)
  })

  test('is not begun when it returns later than that, or where the policy does not wait', async () => {
    for (const maxWaitMs of [100, 0]) {
      const { rotated, tookMs } = await restingFor(5000, maxWaitMs)
      expect(rotated).toMatchObject({ kind: 'exhausted', exhausted: { cause: 'limits' } })
      expect(tookMs).toBeLessThan(90)
    }
  })

  test('ends when the caller leaves', async () => {
    const { rotated, tookMs } = await restingFor(5000, 10_000, AbortSignal.timeout(50))
    expect(rotated.kind).toBe('aborted')
    expect(tookMs).toBeLessThan(2000)
  })

  test('leaves a row that says so when the caller leaves, and nothing under way', async () => {
    const { attempts } = await restingFor(5000, 10_000, AbortSignal.timeout(50))
    expect(attempts).toMatchObject([{ keyId: null, outcome: 'refused', refusal: 'left-waiting', ending: 'left' }])
    expect(attempts[0]?.facts).toMatchObject({ used: 1, limit: 1, unit: 'key' })
  })

  test('after an attempt that failed, ends as left and not as that attempt did', async () => {
    const limit = answered(429, {}, { 'retry-after': '5' })
    const policy = { maxWaitMs: 60_000 }
    const leaving = { script: [limit], keys: [{}], policy, request: { abort: AbortSignal.timeout(50) } }
    const { attempts, rotated } = await turn(leaving)
    expect(rotated.kind).toBe('aborted')
    expect(attempts).toMatchObject([
      { keyId: 'k1', outcome: 'rate-limited', ending: null },
      { keyId: null, number: 2, refusal: 'left-waiting', ending: 'left' },
    ])
  })
})

describe('the lease', () => {
  test('comes back unmarked when an attempt throws by a bug, which goes up', async () => {
    const bug = new Error('a bug')
    const throwing = () => {
      throw bug
    }
    const { pools, attempts, ask } = wheel({ script: [], request: { attempt: throwing } })
    await expect(ask()).rejects.toBe(bug)
    expect(attempts).toMatchObject([{ keyId: 'k1', outcome: 'aborted' }])
    expect(pools.leaseCount()).toBe(0)
    expect(pools.find('k1')?.state).toMatchObject({ inFlight: 0, cooldowns: [], status: 'active' })
  })

  test('is settled once for each attempt, and each attempt is recorded once', async () => {
    const { attempts, pools, rotated } = await turn({ script: [limited, answered(401), 'fine'] })
    expect(rotated.trail.map(({ outcome }) => outcome)).toEqual(['rate-limited', 'key-rejected', 'success'])
    expect(attempts.map(({ id, keyId }) => `${id} ${keyId}`)).toEqual(['r1.1 k1', 'r1.2 k2', 'r1.3 k3'])
    expect(pools.leaseCount()).toBe(0)
  })

  test('is given back without a mark when the caller leaves, and nothing more is tried', async () => {
    const left: Met = at => ({ kind: 'aborted', model: null, at })
    const { rotated, keysTried, pools } = await turn({ script: [left, 'fine'] })
    expect(rotated.kind).toBe('aborted')
    expect(keysTried).toEqual(['k1'])
    expect(pools.find('k1')?.state).toMatchObject({ inFlight: 0, cooldowns: [], status: 'active' })
  })
})

describe('an attempt that nothing came of', () => {
  const waited = (waitedMs: number) => ({ tokensIn: 5, tokensOut: waitedMs, costUsd: 0, isEstimated: true })
  const unsent: Met = at => ({ kind: 'timed-out', phase: 'connect', wasSent: false, model: null, at })
  const left: Met = at => ({ kind: 'aborted', model: null, at })

  test.each<[string, Met, number]>([
    ['the time it was waited for, when its caller left', left, 1000],
    ['the time it was waited for, when that ran out', timedOut, 1000],
    ['nothing, when it was never sent', unsent, 0],
    ['nothing, when the upstream refused it', answered(429), 0],
    ['nothing, when the upstream said that it failed', answered(504), 0],
  ])('costs %s', async (_, met, tokensOut) => {
    const { attempts } = await turn({ script: [met, 'fine'], tookMs: 1000, request: { usageOfLeaving: waited } })
    expect(attempts[0]).toMatchObject({ tokensOut, isEstimated: tokensOut > 0 })
  })

  test('costs its own time alone when others went before it', async () => {
    const { attempts } = await turn({ script: [timedOut, timedOut], tookMs: 1000, request: { usageOfLeaving: waited } })
    expect(attempts.map(({ tokensOut }) => tokensOut).slice(0, 2)).toEqual([1000, 1000])
  })
})

describe('what a request came to', () => {
  const endings = async (setting: Setting) => (await turn(setting)).attempts.map(({ ending }) => ending)
  const bad = answered(400, { message: 'no such model' })

  test.each<[string, Setting, (string | null)[]]>([
    ['answered by the first key', { script: ['fine'] }, ['first-try']],
    ['answered by another key', { script: [limited, limited, 'fine'] }, [null, null, 'rescued']],
    ['refused by the upstream for what was asked', { script: [bad] }, ['declined']],
    ['refused by the upstream after a key of ours failed', { script: [limited, bad] }, [null, 'declined']],
    ['the upstream’s own failure, passed on', { script: [answered(500)] }, [null, null, 'lost']],
    ['no key left: the refusal is the last row, and not ours to write', { keys: [{}], script: [limited] }, [null]],
  ])('%s', async (_, setting, expected) => {
    expect(await endings(setting)).toEqual(expected)
  })

  test('an attempt tells what it did, and how its key was chosen among which', async () => {
    const { attempts } = await turn({ script: [answered(401), 'fine'] })
    const [first, second] = attempts
    expect(first?.effects).toEqual([{ kind: 'out', status: 'rejected' }])
    expect(first?.choice).toMatchObject({ keyCount: KEYS, outCounts: {} })
    expect(second?.choice).toMatchObject({ keyCount: KEYS, outCounts: { rejected: 1 } })
    expect(second?.choice?.runnersUp[0]).toBe('k3')
  })
})
