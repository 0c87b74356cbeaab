import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { home } from './home'

const ABOUT = `
Several may share one database with a dashboard (npm start): what is changed in one is in force in all within a second.
It listens on GATEWAY_HOST and GATEWAY_PORT, answers GET /health, and on SIGTERM ends what is under way first.`

/** `gateway`. Called without anything else, `bin/keywheel.mjs` starts it by itself, in a third of the time. */
export function addGatewayCommand(program: Command): void {
  program
    .command('gateway')
    .description('serve callers from this process, without the dashboard')
    .addHelpText('after', ABOUT)
    .action(async () => {
      const { startGatewayProcess } = await import('@/lib/server/gateway-process')
      await startGatewayProcess(home, fileURLToPath(new URL('..', import.meta.url)))
    })
}
