import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '@/lib/gateway/listener'
import { openEngine } from '@/lib/server/engine'
import { readSettings } from '@/lib/server/env'
import { CLIENT_TOKEN } from '../workload'
import { reportListening } from './report'

/**
 * O: the gateway with everything on: token check, ten keys, settle, usage in a SQLite file. Log lines are written
 * from `KEYWHEEL_LOG_LEVEL` up, as in production; the harness says which.
 */
const [, , origin = '', logLevel = 'warn'] = process.argv
const KEY_COUNT = 10

const folder = await mkdtemp(join(tmpdir(), 'keywheel-bench-'))
const keys = Array.from({ length: KEY_COUNT }, (_, index) => [
  index === 0 ? 'GROQ_API_KEY' : `GROQ_API_KEY_${index + 1}`,
  `gsk_${randomBytes(26).toString('hex')}`,
])
const env = {
  ...Object.fromEntries(keys),
  KEYWHEEL_GROQ_ORIGIN: origin,
  KEYWHEEL_CLIENT_TOKEN: CLIENT_TOKEN,
  KEYWHEEL_DATA_DIR: folder,
  KEYWHEEL_LOG_LEVEL: logLevel,
}
const engine = await openEngine(readSettings(env, folder), env, { buildFolder: process.cwd() })
const gateway = await startGateway({
  host: '127.0.0.1',
  port: 0,
  ports: engine.ports,
  onBug: bug => console.error(bug),
})

reportListening(gateway.port, () => {
  const { accepted, committed, dropped } = engine.recorder.backlog()
  return { accepted, committed, dropped, leases: engine.pools.leaseCount() }
})

process.once('disconnect', async () => {
  await gateway.close()
  await engine.close()
  await rm(folder, { recursive: true, force: true })
  process.exit(0)
})
