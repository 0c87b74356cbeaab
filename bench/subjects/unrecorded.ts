import { startGateway } from '@/lib/gateway/listener'
import { openEngine } from '@/lib/server/engine'
import { readEnvironment, readSettings } from '@/lib/server/env'
import { reportListening } from './report'

/** The gateway without recording of usage: what it costs is the difference. */
const env = readEnvironment()
const options = { buildFolder: process.argv[2] ?? '', isGuest: true, isUnwatched: true }
const engine = await openEngine(readSettings(env), env, options)
const gateway = await startGateway({
  host: '127.0.0.1',
  port: 0,
  ports: { ...engine.ports, record: () => {} },
  onBug: bug => console.error(bug),
})
reportListening(gateway.port)

process.once('disconnect', async () => {
  await gateway.close()
  await engine.close()
  process.exit(0)
})
