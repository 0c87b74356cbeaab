import { setImmediate as nextTurn } from 'node:timers/promises'
import { readOpenAiUsage } from '@/lib/catalog/usage'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { type Key, NO_USAGE, type Outcome, STRATEGIES, type Strategy } from '@/lib/engine/vocabulary'
import { readCallerHeaders } from '@/lib/gateway/headers'
import { Pools } from '@/lib/rotation/pools'
import { keyAt, LIMITED, SUCCESS } from './micro-keys'
import { measureRecording } from './micro-recording'
import { median } from './percentile'
import type { Micro } from './result'

const SIZES = [10, 100, 1000, 10_000, 100_000]
const RESTING_SHARES = [0, 0.5, 0.99]
/** Leases out at once while picking is timed by itself; as many as a busy gateway has. */
const AT_ONCE = 64
const ROUNDS = 90
const SHARING_KEYS = 1000
const BATCHES = 15
const PER_BATCH = 400

/** The costs of single steps, without any network. */
export async function measureMicro(root: string): Promise<Micro[]> {
  const results: Micro[] = []
  // what is compiled at its first use is no key's cost
  pickAndSettle(1000, 'score', 0)
  for (const size of SIZES) {
    for (const strategy of STRATEGIES) {
      for (const share of RESTING_SHARES) {
        results.push(...pickAndSettle(size, strategy, share))
        await nextTurn()
      }
    }
    results.push(...restAndReturn(size))
  }
  for (const strategy of STRATEGIES) results.push(...inOneAccount(strategy))
  return [...results, headerFilter(), usageScan(), ...(await measureRecording(root))]
}

function pickAndSettle(size: number, strategy: Strategy, share: number): Micro[] {
  const field = fieldOf(size, strategy)
  rest(field, Math.floor(size * share))
  return timed(field, SUCCESS, `${strategy}, ${size} keys, ${share * 100} % resting`, ['pick', 'settle'])
}

/** A key is limited, and comes back a moment later: the pick that follows finds the keys that came back. */
function restAndReturn(size: number): Micro[] {
  const field = fieldOf(Math.max(size, 2 * AT_ONCE), 'score')
  const limited = () => ({ ...LIMITED, hintUntil: field.clock.now + 5 })
  return timed(field, limited, `score, ${field.size} keys`, ['return and pick', 'rest'])
}

/** Keys of one account that each state a limit: all of them stand anew when it counts. */
function inOneAccount(strategy: Strategy): Micro[] {
  const field = fieldOf(SHARING_KEYS, strategy, { account: 'one', dailyLimit: 1e9, minuteLimit: 1e9 })
  return timed(field, SUCCESS, `${strategy}, ${SHARING_KEYS} limited keys of one account`, ['pick', 'settle'])
}

/** Times leasing and settling apart: so many leases, then their ends. */
function timed(
  { pools, clock }: Field,
  outcome: Outcome | (() => Outcome),
  what: string,
  [first, second]: readonly [string, string],
): Micro[] {
  const pickUs: number[] = []
  const settleUs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    clock.now += 10
    const startedAt = performance.now()
    const leases = Array.from({ length: AT_ONCE }, () => pools.lease('bench', { model: 'm', units: 1 }))
    const pickedAt = performance.now()
    const end = typeof outcome === 'function' ? outcome() : outcome
    for (const lease of leases) if (!('kind' in lease)) pools.settle(lease, end, NO_USAGE)
    const settledAt = performance.now()
    pickUs.push(((pickedAt - startedAt) * 1000) / AT_ONCE)
    settleUs.push(((settledAt - pickedAt) * 1000) / AT_ONCE)
  }
  return [
    { name: `${first}: ${what}`, us: median(pickUs) ?? Number.NaN },
    { name: `${second}: ${what}`, us: median(settleUs) ?? Number.NaN },
  ]
}

type Field = { pools: Pools; clock: { now: number }; size: number }

function fieldOf(size: number, strategy: Strategy, limits: Partial<Key> = {}): Field {
  const clock = { now: Date.UTC(2026, 10, 22, 12) }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('bench', { ...DEFAULT_POLICY, strategy, limitScope: 'key' })
  for (let index = 0; index < size; index += 1) pools.addKey({ key: { ...keyAt(index), ...limits }, state: null })
  return { pools, clock, size }
}

/** The first of the keys rest until tomorrow. */
function rest({ pools, clock }: Field, count: number): void {
  const { now } = clock
  const times = { startedAt: now, until: now + 86_400_000 }
  const cooldown = { scope: 'key', model: null, reason: 'rate-limited', provenance: 'hint', ...times } as const
  for (let index = 0; index < count; index += 1) {
    pools.hear(keyAt(index).id, state => ({ ...state, cooldowns: [cooldown] }))
  }
}

function headerFilter(): Micro {
  const raw = [
    ...['host', 'localhost:4000', 'authorization', 'Bearer kw_token', 'content-type', 'application/json'],
    ...['accept', 'application/json', 'user-agent', 'OpenAI/JS 6.49.0', 'x-stainless-lang', 'js'],
    ...['x-stainless-retry-count', '0', 'connection', 'keep-alive', 'content-length', '1024'],
  ]
  return {
    name: 'filter of a request’s headers',
    us: timeOf(() => readCallerHeaders(raw, 'kw_token', 'authorization')),
  }
}

function usageScan(): Micro {
  const frame = 'data: {"id":"c","object":"chat.completion.chunk","choices":[{"delta":{"content":"word"}}]}\n\n'
  const tail = `${frame.repeat(40)}data: {"choices":[],"usage":{"prompt_tokens":212,"completion_tokens":165}}\n\ndata: [DONE]\n\n`
  return { name: 'scan of a stream’s last 4 KB for its usage', us: timeOf(() => readOpenAiUsage(frame, tail)) }
}

function timeOf(run: () => unknown): number {
  for (let count = 0; count < PER_BATCH * 5; count += 1) run()
  const batches = Array.from({ length: BATCHES }, () => {
    const startedAt = performance.now()
    for (let count = 0; count < PER_BATCH; count += 1) run()
    return ((performance.now() - startedAt) * 1000) / PER_BATCH
  })
  return median(batches) ?? Number.NaN
}
