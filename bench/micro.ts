import { setImmediate as nextTurn } from 'node:timers/promises'
import { readOpenAiUsage } from '@/lib/catalog/usage'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { NO_USAGE, type Outcome, STRATEGIES, type Strategy } from '@/lib/engine/vocabulary'
import { readCallerHeaders } from '@/lib/gateway/headers'
import { Pools } from '@/lib/rotation/pools'
import { keyAt, SUCCESS } from './micro-keys'
import { measureRecording } from './micro-recording'
import { median } from './percentile'
import type { Micro } from './result'

const SIZES = [10, 100, 1000, 10_000, 100_000]
const RESTING_SHARES = [0, 0.5, 0.99]
const BATCHES = 15
const PER_BATCH = 400

/** The costs of single steps, without any network. */
export async function measureMicro(): Promise<Micro[]> {
  const results: Micro[] = []
  for (const size of SIZES) {
    for (const strategy of STRATEGIES) {
      for (const share of RESTING_SHARES) {
        results.push(leaseAndSettle(size, strategy, share))
        await nextTurn()
      }
    }
    results.push(restAndReturn(size))
  }
  return [...results, headerFilter(), usageScan(), ...(await measureRecording())]
}

function leaseAndSettle(size: number, strategy: Strategy, share: number): Micro {
  const { pools, clock } = poolOf(size, strategy, share)
  const us = timeOf(() => {
    clock.now += 1
    const lease = pools.lease('bench', { model: 'm', units: 1 })
    if (!('kind' in lease)) pools.settle(lease, SUCCESS, NO_USAGE)
  })
  return { name: `lease and settle: ${strategy}, ${size} keys, ${share * 100} % resting`, us }
}

/** A key is limited, and comes back a moment later. */
function restAndReturn(size: number): Micro {
  const { pools, clock } = poolOf(size, 'score', 0)
  const us = timeOf(() => {
    clock.now += 10
    const lease = pools.lease('bench', { model: 'm', units: 1 })
    if ('kind' in lease) return
    const limited: Outcome = { ...SUCCESS, kind: 'rate-limited', blame: 'key', status: 429, hintUntil: clock.now + 5 }
    pools.settle(lease, limited, NO_USAGE)
  })
  return { name: `rest and return: score, ${size} keys`, us }
}

function poolOf(size: number, strategy: Strategy, share: number) {
  const clock = { now: Date.UTC(2026, 10, 22, 12) }
  const pools = new Pools({ now: () => clock.now, notify: () => {} })
  pools.setService('bench', { ...DEFAULT_POLICY, strategy, limitScope: 'key' })
  const resting = Math.floor(size * share)
  for (let index = 0; index < size; index += 1) pools.addKey({ key: keyAt(index), state: null })
  const until = clock.now + 86_400_000
  const rest = {
    scope: 'key',
    model: null,
    reason: 'rate-limited',
    provenance: 'hint',
    startedAt: clock.now,
    until,
  } as const
  for (let index = 0; index < resting; index += 1) {
    pools.hear(keyAt(index).id, state => ({ ...state, cooldowns: [rest] }))
  }
  return { pools, clock }
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
