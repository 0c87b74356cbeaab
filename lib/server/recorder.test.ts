import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshKey } from '@/lib/engine/fresh'
import { type AttemptBatch, appendBatch, BATCH_ROWS } from '@/lib/store/attempt-batch'
import { listAttempts } from '@/lib/store/attempts'
import { openStore } from '@/lib/store/client'
import { readRollups } from '@/lib/store/rollups'
import { attemptOf, DAY_END, NOW } from '@/lib/store/rows.fixture'
import type { Store } from '@/lib/store/session'
import { findKeyState, type SavedKeyState } from '@/lib/store/states'
import { Recorder, type RecorderPorts } from './recorder'

let folder = ''
let url = ''
let store: Store
let warnings: string[] = []
let details: Record<string, unknown>[] = []
let changed: SavedKeyState[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-recorder-'))
  url = `file:${join(folder, 'keywheel.db')}`
  store = await openStore({ url, now: () => NOW })
  warnings = []
  details = []
  changed = []
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function recorderOn(append: RecorderPorts['append'], limits?: ConstructorParameters<typeof Recorder>[1]): Recorder {
  const ports: RecorderPorts = {
    append,
    takeChanged: () => ({ keys: changed.splice(0), accounts: [] }),
    dayResetAt: () => DAY_END,
    now: () => NOW,
    warn: (message, detail) => {
      warnings.push(message)
      details.push(detail)
    },
  }
  return new Recorder(ports, limits)
}
const toStore = (batch: AttemptBatch) => appendBatch(store, batch)
const rowCount = async () => (await listAttempts(store, { limit: 100_000 })).length
async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await new Promise(resolve => setTimeout(resolve, 10))
}

describe('the recorder', () => {
  it('writes what it took and what changed, by itself, in batches', async () => {
    const recorder = recorderOn(toStore)
    recorder.start()
    const count = BATCH_ROWS * 2 + 7
    for (let i = 0; i < count; i++) recorder.record(attemptOf())
    changed.push({ keyId: 'k9', state: { ...freshKey('UTC', NOW), status: 'paused' } })
    await until(async () => (await rowCount()) === count)
    await recorder.close()
    expect((await findKeyState(store, 'k9'))?.status).toBe('paused')
    expect(recorder.backlog()).toMatchObject({
      accepted: count,
      committed: count,
      dropped: 0,
      pending: 0,
      failure: null,
    })
    expect(warnings).toEqual([])
  })

  it('counts into the day what the upstream may have counted, and nothing else', async () => {
    const recorder = recorderOn(toStore)
    recorder.record(attemptOf({ units: 3 }))
    recorder.record(attemptOf({ units: 2, outcome: 'broken-stream', blame: 'service' }))
    recorder.record(attemptOf({ units: 5, outcome: 'rate-limited', blame: 'key' }))
    recorder.record(attemptOf({ units: 7, outcome: 'refused', keyId: null }))
    recorder.record(attemptOf({ units: 50, outcome: 'timed-out', blame: 'service', isCounted: false }))
    await recorder.flush()
    expect((await findKeyState(store, 'k1'))?.day).toEqual({ used: 5, resetAt: DAY_END })
  })

  it('has written everything recorded before a flush when it resolves, also while another flush runs', async () => {
    const recorder = recorderOn(toStore)
    const flushes: Promise<void>[] = []
    for (let i = 1; i <= 20; i++) {
      recorder.record(attemptOf())
      flushes.push(recorder.flush().then(async () => expect(await rowCount()).toBeGreaterThanOrEqual(i)))
    }
    await Promise.all(flushes)
    expect(await rowCount()).toBe(20)
  })

  it('loses and doubles nothing while the database fails, before or after it wrote', async () => {
    let calls = 0
    const recorder = recorderOn(
      async batch => {
        calls += 1
        if (calls % 3 === 1) throw new Error('the database is away')
        await toStore(batch)
        if (calls % 3 === 2) throw new Error('the answer was lost')
      },
      { flushMs: 5, pendingMaxRows: 10_000, closeMs: 5000 },
    )
    recorder.start()
    for (let i = 0; i < 300; i++) {
      recorder.record(attemptOf())
      changed.push({ keyId: 'k1', state: { ...freshKey('UTC', NOW), leaseOrder: i + 1 } })
      if (i % 10 === 0) await new Promise(resolve => setTimeout(resolve, 2))
    }
    await recorder.close()
    expect(await rowCount()).toBe(300)
    const state = await findKeyState(store, 'k1')
    expect([state?.totals.requests, state?.day.used, state?.leaseOrder]).toEqual([300, 300, 300])
    expect(recorder.backlog()).toMatchObject({ accepted: 300, committed: 300, dropped: 0, pending: 0 })
    expect(warnings.length).toBeGreaterThan(0)
  })

  it('counts what it cannot hold, says so once, and keeps the oldest', async () => {
    let isAway = true
    const recorder = recorderOn(batch => (isAway ? Promise.reject(new Error('away')) : toStore(batch)), {
      flushMs: 5,
      pendingMaxRows: 10,
      closeMs: 5000,
    })
    const attempts = Array.from({ length: 15 }, () => attemptOf())
    for (const attempt of attempts) recorder.record(attempt)
    await expect(recorder.flush()).rejects.toThrow('away')
    expect(recorder.backlog()).toMatchObject({ accepted: 15, dropped: 5, pending: 10 })
    expect(warnings).toEqual(['attempts are lost: too many attempts wait for the database'])
    isAway = false
    await recorder.close()
    const ids = (await listAttempts(store, { limit: 99 })).map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set(attempts.slice(0, 10).map(({ id }) => id)))
  })

  it('gives up closing in bounded time when the database never returns, and counts the loss', async () => {
    const recorder = recorderOn(() => Promise.reject(new Error('away')), {
      flushMs: 5,
      pendingMaxRows: 99,
      closeMs: 50,
    })
    recorder.record(attemptOf())
    await recorder.close()
    expect(recorder.backlog()).toMatchObject({ accepted: 1, committed: 0, dropped: 1, pending: 0, failure: 'away' })
    // as JSON, because an Error there is an empty object
    expect(JSON.parse(JSON.stringify(details[0]))).toMatchObject({ error: 'Error: away' })
  })
})

describe('a process killed under load', () => {
  it('leaves a whole database, counters that equal its rows, and at most 250 ms of rows missing', async () => {
    const child = fileURLToPath(new URL('./recorder-load.fixture.ts', import.meta.url))
    for (const lifeMs of [50, 170, 430]) {
      const before = await rowCount()
      const { taken, killedAt } = await runAndKill(child, lifeMs)
      expect(await store.db.$queryRawUnsafe('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
      const rows = await listAttempts(store, { limit: 100_000 })
      expect(rows.length).toBeGreaterThan(before)
      const written = new Set(rows.map(({ id }) => id))
      expect(written.size).toBe(rows.length)
      const missing = taken.filter(({ id }) => !written.has(id))
      const oldestMissing = Math.min(killedAt, ...missing.map(({ at }) => at))
      // the rhythm is 150 ms; a starved machine may delay a timer, never the order
      expect(killedAt - oldestMissing).toBeLessThanOrEqual(250 + STARVED_MS)
      const firstMissing = taken.findIndex(({ id }) => !written.has(id))
      if (firstMissing !== -1) expect(taken.slice(firstMissing).every(({ id }) => !written.has(id))).toBe(true)
      const state = await findKeyState(store, 'k1')
      const [day] = await readRollups(store, { grain: 'day', since: 0, until: NOW * 2, by: [] })
      expect([state?.totals.requests, state?.day.used, day?.sums.attempts]).toEqual([
        rows.length,
        rows.length,
        rows.length,
      ])
    }
  })

  /** What the process prints, on a line of its own, when its first rows are written. */
  const FIRST_COMMIT = 'first commit'
  const STARVED_MS = 2000

  /** Starts a process that records one attempt per millisecond, kills it `lifeMs` after its first commit, and tells what it had taken. */
  async function runAndKill(
    child: string,
    lifeMs: number,
  ): Promise<{ taken: { id: string; at: number }[]; killedAt: number }> {
    const running = spawn(process.execPath, ['--import', 'tsx', child, url], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    running.stdout.on('data', chunk => {
      printed += chunk
    })
    const ended = new Promise(resolve => running.once('close', resolve))
    await until(() => printed.includes(FIRST_COMMIT))
    await new Promise(resolve => setTimeout(resolve, lifeMs))
    const killedAt = Date.now()
    running.kill('SIGKILL')
    await ended
    const lines = printed.slice(0, printed.lastIndexOf('\n')).replace(`${FIRST_COMMIT}\n`, '').split('\n')
    const taken = lines.map(line => line.split(' ')).map(([id = '', at = '']) => ({ id, at: Number(at) }))
    return { taken, killedAt }
  }
})
