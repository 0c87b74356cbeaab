import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { config } from 'dotenv'
import { startGatewayProcess } from '@/lib/server/gateway-process'
import { home } from './home'

/** `keywheel gateway`, which `bin/keywheel.mjs` starts without the rest of the command line: a third of the time. */
config({ path: join(home, '.env'), quiet: true })
await startGatewayProcess(home, fileURLToPath(new URL('..', import.meta.url)))
