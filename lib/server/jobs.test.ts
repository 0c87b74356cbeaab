import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { DAY_MS, MINUTE_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { listAttempts } from '@/lib/store/attempts'
import { attemptOf } from '@/lib/store/rows.fixture'
import { openAlertWork } from './alert-work'
import { openEngine } from './engine'
import { readSettings } from './env'
import { startJobs } from './jobs'
import { openQuietLog } from './log'

afterEach(() => void vi.useRealTimers())

test('the server forgets the attempts that are older than they are kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-jobs-'))
  const env = { KEYWHEEL_DATA_DIR: folder }
  const engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  const { store } = engine
  const work = await openAlertWork(engine, 'http://localhost:3000', Date.now)
  const attempts = [1, 29, 31, 400].map(days => attemptOf({ keyId: null, startedAt: Date.now() - days * DAY_MS }))
  await appendAttempts(store, { attempts: attempts.map(attempt => ({ attempt, day: null })), keys: [], accounts: [] })

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const jobs = startJobs(engine, work, Date.now)
  vi.advanceTimersByTime(MINUTE_MS)
  vi.useRealTimers()
  await vi.waitFor(async () => expect(await listAttempts(store, { limit: 9 })).toHaveLength(2))
  await jobs.stop()
  await engine.close()
  rmSync(folder, { recursive: true })
})
