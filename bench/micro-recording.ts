import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attempt } from '@/lib/engine/attempt'
import { makeTimeId } from '@/lib/rotation/time-id'
import { ledgerApart, ledgerHere } from '@/lib/server/ledger'
import { Recorder } from '@/lib/server/recorder'
import { openStore } from '@/lib/store/client'
import type { Micro } from './result'

const ROWS = 50_000
/** As many as arrive between two turns of a busy event loop. */
const ROWS_PER_TURN = 50
const LOOK_MS = 1

/**
 * What recording an attempt costs the thread that serves; what a row costs until it is in SQLite, written by a thread
 * of its own (absent without a build: then by this one); and the longest that the serving thread was held up meanwhile.
 */
export async function measureRecording(root: string): Promise<Micro[]> {
  const folder = await mkdtemp(join(tmpdir(), 'keywheel-bench-rows-'))
  const url = `file:${folder}/keywheel.db`
  const store = await openStore({ url, now: Date.now })
  const ledger = ledgerApart(url, root) ?? ledgerHere(store)
  const recorder = new Recorder({
    append: batch => ledger.append(batch),
    batchRows: ledger.batchRows,
    takeChanged: () => ({ keys: [], accounts: [] }),
    dayResetAt: () => null,
    now: Date.now,
    warn: message => console.log(message),
  })
  try {
    // the thread starts, and what is compiled at its first use is compiled
    await recordAll(recorder, attemptsOf(ROWS / 5))
    await recorder.flush()
    const attempts = attemptsOf(ROWS)
    const recordMs = await recordAll(recorder, attempts)
    const startedAt = performance.now()
    const heldUpMs = await longestHoldUp(recorder.flush())
    const drainMs = performance.now() - startedAt
    return [
      { name: 'record an attempt', us: (recordMs * 1000) / ROWS },
      { name: 'drain a row to SQLite', us: (drainMs * 1000) / ROWS },
      { name: 'longest hold-up of the serving thread while rows are drained', us: heldUpMs * 1000 },
    ]
  } finally {
    await ledger.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns how long recording took, without what is between */
async function recordAll(recorder: Recorder, attempts: readonly Attempt[]): Promise<number> {
  let elapsedMs = 0
  for (let index = 0; index < attempts.length; index += ROWS_PER_TURN) {
    const startedAt = performance.now()
    for (const attempt of attempts.slice(index, index + ROWS_PER_TURN)) recorder.record(attempt)
    elapsedMs += performance.now() - startedAt
    await new Promise(resolve => setImmediate(resolve))
  }
  return elapsedMs
}

/** How late the latest of the timers was that ran while something was under way. */
async function longestHoldUp(underWay: Promise<void>): Promise<number> {
  let longestMs = 0
  let lookedAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - lookedAt - LOOK_MS)
    lookedAt = now
  }, LOOK_MS)
  await underWay
  clearInterval(timer)
  return longestMs
}

function attemptsOf(count: number): Attempt[] {
  return Array.from({ length: count }, (_, index) => attemptAt(index))
}

function attemptAt(index: number): Attempt {
  const at = Date.now()
  return {
    ...{ id: makeTimeId(at), requestId: makeTimeId(at), service: 'groq', keyId: `key-${index % 10}` },
    ...{ masked: 'gsk_ab...3f', model: 'llama-3.1-8b-instant', caller: 'bench', method: 'POST' },
    ...{ path: '/openai/v1/chat/completions', number: 1, outcome: 'success', blame: 'nobody', rule: '2xx' },
    ...{ refusal: null, status: 200, startedAt: at, firstByteMs: 1.5, totalMs: 2.5, units: 1, tokensIn: 212 },
    ...{ tokensOut: 165, costUsd: 0.00002, strategy: 'score', score: null, choice: null, effects: [] },
    ...{ detail: null, ending: 'first-try', facts: null },
  }
}
