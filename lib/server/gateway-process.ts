import { gatewayLines } from './banner'
import { dashboardAddress } from './dashboard-address'
import { endAtStart, stopOnSignals } from './ending'
import { openEngine } from './engine'
import { readEnvironment, readSettings } from './env'
import { startGatewayJobs } from './jobs'
import { DRAIN_MS, openGateway } from './open-gateway'

/**
 * `keywheel gateway`: the gateway alone, without pages and admin API, on the database it shares with dashboards and
 * other gateways. Its environment may add keys and takes none away. Trouble a person can mend ends it with a sentence.
 * @param home the folder that relative settings are meant from
 * @param project the folder that was built
 */
export async function startGatewayProcess(home: string, project: string): Promise<void> {
  try {
    await serve(home, project)
  } catch (error) {
    endAtStart(error)
  }
}

async function serve(home: string, project: string): Promise<void> {
  const now = Date.now
  const env = readEnvironment()
  const settings = readSettings(env, home)
  const engine = await openEngine(settings, env, { buildFolder: project, isGuest: true, isUnwatched: true })
  const { log } = engine
  const gateway = await openGateway(engine)
  const openWork = async () => {
    const { openAlertWork } = await import('./alert-work')
    return openAlertWork(engine, dashboardAddress(settings), now)
  }
  const jobs = startGatewayJobs(engine, openWork, now)
  console.log(gatewayLines(engine, gateway).join('\n'))
  stopOnSignals({
    log,
    stop: async () => {
      await gateway.drain(DRAIN_MS)
      await jobs.stop()
      await engine.close()
    },
  })
}
