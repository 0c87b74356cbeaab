import { DAY_MS, HOUR_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from '@/lib/store/attempt-batch'
import { isDutyHeld } from '@/lib/store/duties'
import { settledOf } from '@/lib/store/rows.fixture'
import { openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'
import { keepTidy } from './tidying'

/** A program that comes to its own end while it forgets what is old; run by itself, it prints what it came to. */
export async function openForgetting(folder: string) {
  const env = { KEYWHEEL_DATA_DIR: folder }
  const lines: string[] = []
  const log = openQuietLog('fatal')
  log.warn = (line: unknown) => void lines.push(JSON.stringify(line))
  const engine = await openEngine(readSettings(env), env, { log, isGuest: true })
  const startedAt = Date.now() - 40 * DAY_MS
  const old = Array.from({ length: 6000 }, () => settledOf({ startedAt, keyId: null }, null))
  await appendAttempts(engine.store, { attempts: old, keys: [], accounts: [] })
  const isForgetting = () => isDutyHeld(engine.store, 'forgetting', HOUR_MS)
  const stop = keepTidy(engine, { tidyMs: 20, forgetMs: 20 })
  while (!(await isForgetting())) await new Promise(resolve => setTimeout(resolve, 1))
  const close = async () => {
    await stop()
    const wasLeft = !(await isForgetting())
    await engine.close()
    return { wasLeft, lines }
  }
  return close
}

const [, file, folder] = process.argv
if (file === import.meta.filename && folder !== undefined) {
  void openForgetting(folder).then(close => {
    process.once('beforeExit', () => void close().then(came => console.log(JSON.stringify(came))))
  })
}
