import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attempt } from '@/lib/engine/attempt'
import { makeTimeId } from '@/lib/rotation/time-id'
import { ledgerHere } from '@/lib/server/ledger'
import { Recorder } from '@/lib/server/recorder'
import { openStore } from '@/lib/store/client'
import type { Micro } from './result'

const ROWS = 50_000

/** What recording an attempt costs the thread that serves, and what writing it to SQLite costs whoever writes. */
export async function measureRecording(): Promise<Micro[]> {
  const folder = await mkdtemp(join(tmpdir(), 'keywheel-bench-rows-'))
  const store = await openStore({ url: `file:${folder}/keywheel.db`, now: Date.now })
  const recorder = new Recorder({
    append: batch => ledgerHere(store).append(batch),
    batchRows: 2000,
    takeChanged: () => ({ keys: [], accounts: [] }),
    dayResetAt: () => null,
    now: Date.now,
    warn: message => console.log(message),
  })
  try {
    const attempts = Array.from({ length: ROWS }, (_, index) => attemptAt(index))
    const startedAt = performance.now()
    for (const attempt of attempts) recorder.record(attempt)
    const recordedAt = performance.now()
    await recorder.flush()
    const flushedAt = performance.now()
    return [
      { name: 'record an attempt', us: ((recordedAt - startedAt) * 1000) / ROWS },
      { name: 'flush a row to SQLite', us: ((flushedAt - recordedAt) * 1000) / ROWS },
    ]
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
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
