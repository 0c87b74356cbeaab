import type { Fault, SimulatedKey, SimulatedService, SimulatorControl } from './vocabulary'

/** What goes wrong, and when, as data: the demo and the failure lab apply a mix over and over. */
export type FaultMix = {
  name: string
  /** One sentence for people. */
  about: string
  /** After so long the steps begin again. */
  cycleMs: number
  steps: readonly MixStep[]
}

/** `key` is the place of a key among its service's keys, from 1; absent: all of them. */
export type MixStep = { atMs: number; key?: number } & Omit<Fault, 'secret'>

export const MIX_NAMES = ['quiet', 'busy', 'outage', 'bad-keys', 'broken-streams', 'no-hints', 'slow', 'storm'] as const
export type MixName = (typeof MIX_NAMES)[number]

const BUSY: readonly MixStep[] = [
  { atMs: 1_000, service: 'groq', key: 1, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
  { atMs: 1_500, service: 'gemini', key: 1, kind: 'minute-limit', forMs: 4_000, retryAfterMs: 4_000 },
  { atMs: 2_000, service: 'resend', key: 1, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
  { atMs: 4_000, service: 'openai', key: 1, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
  { atMs: 5_000, service: 'groq', key: 2, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
  { atMs: 6_000, service: 'anthropic', kind: 'overloaded', times: 1 },
  { atMs: 7_000, service: 'gemini', key: 2, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
  { atMs: 8_000, service: 'anthropic', key: 1, kind: 'minute-limit', forMs: 3_000, retryAfterMs: 3_000 },
]
const OUTAGE: readonly MixStep[] = [
  { atMs: 2_000, service: 'groq', kind: 'unavailable', forMs: 8_000 },
  { atMs: 6_000, service: 'anthropic', kind: 'overloaded', forMs: 6_000 },
  { atMs: 14_000, service: 'openai', kind: 'server-error', forMs: 5_000 },
  { atMs: 18_000, service: 'gemini', kind: 'reset-before-head', forMs: 4_000 },
]
/** Each lasts longer than a cycle would, so the cycle is long: a dead key stays dead. */
const BAD_KEYS: readonly MixStep[] = [
  { atMs: 1_000, service: 'groq', key: 1, kind: 'bad-key' },
  { atMs: 2_000, service: 'gemini', key: 2, kind: 'leaked' },
  { atMs: 3_000, service: 'openai', key: 1, kind: 'out-of-credit' },
  { atMs: 4_000, service: 'anthropic', key: 1, kind: 'bad-key' },
  { atMs: 5_000, service: 'resend', key: 2, kind: 'bad-key' },
  { atMs: 6_000, service: 'groq', key: 2, kind: 'suspended' },
]
const BROKEN_STREAMS: readonly MixStep[] = [
  { atMs: 500, service: 'groq', kind: 'reset-mid-stream', times: 2 },
  { atMs: 2_000, service: 'openai', kind: 'stream-error', times: 2 },
  { atMs: 3_500, service: 'anthropic', kind: 'stream-error', times: 2 },
  { atMs: 5_000, service: 'gemini', kind: 'early-end', times: 2 },
  { atMs: 6_500, service: 'groq', kind: 'stall-mid-stream', latencyMs: 3_000, times: 2 },
]
const NO_HINTS: readonly MixStep[] = [
  { atMs: 1_000, service: 'groq', key: 1, kind: 'minute-limit', retryAfterMs: null, forMs: 10_000 },
  { atMs: 3_000, service: 'gemini', key: 1, kind: 'minute-limit', retryAfterMs: null, forMs: 10_000 },
  { atMs: 5_000, service: 'gemini', key: 2, kind: 'day-limit', forMs: 10_000 },
  { atMs: 7_000, service: 'resend', key: 1, kind: 'day-limit', retryAfterMs: null, forMs: 10_000 },
]
const SLOW: readonly MixStep[] = [
  { atMs: 0, service: 'groq', kind: 'slow', latencyMs: 800, forMs: 8_000 },
  { atMs: 4_000, service: 'gemini', kind: 'slow', latencyMs: 2_500, forMs: 6_000 },
  { atMs: 10_000, service: 'openai', key: 1, kind: 'stall-before-head', latencyMs: 10_000, times: 3 },
]

export const MIXES: Readonly<Record<MixName, FaultMix>> = {
  quiet: { name: 'quiet', about: 'Nothing goes wrong.', cycleMs: 60_000, steps: [] },
  busy: {
    name: 'busy',
    about: 'Keys meet their minute limits by turns and return in seconds.',
    cycleMs: 12_000,
    steps: BUSY,
  },
  outage: { name: 'outage', about: 'Whole services fail for some seconds.', cycleMs: 30_000, steps: OUTAGE },
  'bad-keys': {
    name: 'bad-keys',
    about: 'Keys are refused, leaked, suspended or out of credit, and stay so.',
    cycleMs: 3_600_000,
    steps: BAD_KEYS,
  },
  'broken-streams': {
    name: 'broken-streams',
    about: 'Streams are cut, stall, or end in an error.',
    cycleMs: 10_000,
    steps: BROKEN_STREAMS,
  },
  'no-hints': { name: 'no-hints', about: 'Limits that do not say when they end.', cycleMs: 60_000, steps: NO_HINTS },
  slow: { name: 'slow', about: 'Answers come late, or almost never.', cycleMs: 20_000, steps: SLOW },
  storm: {
    name: 'storm',
    about: 'Limits, outages and broken streams at once.',
    cycleMs: 30_000,
    steps: [...BUSY, ...OUTAGE, ...BROKEN_STREAMS].sort((a, b) => a.atMs - b.atMs),
  },
}

/** In this process or over HTTP (`connectSimulator`). */
type Target = {
  fault(fault: Fault): void | Promise<void>
  clearFaults: SimulatorControl['clearFaults'] | (() => Promise<void>)
}

/**
 * Applies a mix, cycle after cycle, until `signal` says stop; then every fault of the simulator is cleared. `keys` are
 * the simulated keys in their order. Resolves when stopped; rejects when a remote simulator is gone.
 */
export async function runMix(
  mix: FaultMix,
  target: Target,
  keys: readonly SimulatedKey[],
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now()
  for (let cycle = 0; !signal.aborted; cycle += 1) {
    for (const step of mix.steps) {
      await sleepUntil(startedAt + cycle * mix.cycleMs + step.atMs, signal)
      if (!signal.aborted) await applyStep(step, target, keys)
    }
    await sleepUntil(startedAt + (cycle + 1) * mix.cycleMs, signal)
  }
  await target.clearFaults()
}

async function applyStep(
  { atMs: _, key, ...fault }: MixStep,
  target: Target,
  keys: readonly SimulatedKey[],
): Promise<void> {
  if (key === undefined) return target.fault(fault)
  const secret = secretsOf(fault.service, keys)[key - 1]
  if (secret !== undefined) await target.fault({ ...fault, secret })
}

function secretsOf(service: SimulatedService, keys: readonly SimulatedKey[]): string[] {
  return keys.filter(key => key.service === service).map(key => key.secret)
}

function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  const waitMs = at - performance.now()
  if (waitMs <= 0 || signal.aborted) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done)
  })
}
