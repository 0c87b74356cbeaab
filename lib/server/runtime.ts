import { createFirstOperator } from '@/lib/control/operators'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Gateway } from '@/lib/gateway/listener'
import { countOperators } from '@/lib/store/operators'
import { listServices } from '@/lib/store/services'
import packageFacts from '@/package.json'
import { openAlertWork } from './alert-work'
import { bannerLines } from './banner'
import { dashboardAddress } from './dashboard-address'
import { endAtStart, stopOnSignals } from './ending'
import { type Engine, openEngine } from './engine'
import { type Environment, readEnvironment, readSettings } from './env'
import { startJobs } from './jobs'
import { openLive } from './live'
import type { LiveHub } from './live-hub'
import { DRAIN_MS, openGateway } from './open-gateway'
import { markPeers } from './peer-address'
import { sessionSecretOf } from './session-secret'
import { setupCode } from './setup-code'
import { straySettings } from './stray-settings'

/** The whole server: one per process, whatever bundle asks for it. */
export type Runtime = Engine & {
  gateway: Gateway
  /** Who listens to what changes. */
  live: LiveHub
  sessionSecret: string
  startedAt: Instant
  version: string
  /** Where people open the dashboard. */
  dashboard: string
  /** Drains, writes what is left and closes. Safe to call twice. */
  stop(): Promise<void>
}

/** Next's bundles do not share modules; they share this. */
const PLACE = Symbol.for('keywheel.runtime')
type Shared = { [PLACE]?: Runtime }

/** @throws when the server has not started */
export function getRuntime(): Runtime {
  const runtime = (globalThis as Shared)[PLACE]
  if (!runtime) throw new Error('the runtime has not started')
  return runtime
}

/** Starts the server in this process. Trouble a person can mend ends it with one sentence. */
export async function startRuntime(): Promise<void> {
  try {
    const runtime = await makeRuntime()
    Object.assign(globalThis, { [PLACE]: runtime })
    stopOnSignals(runtime)
  } catch (error) {
    endAtStart(error)
  }
}

async function makeRuntime(): Promise<Runtime> {
  const now = Date.now
  const env = readEnvironment()
  const settings = readSettings(env)
  const engine = await openEngine(settings, env, { buildFolder: process.cwd() })
  const { masterKey, store } = engine
  const gateway = await openGateway(engine)
  markPeers(gateway.port)
  const dashboard = dashboardAddress(settings)
  const alertWork = await openAlertWork(engine, dashboard, now)
  engine.alertHearers.push(() => alertWork.alerter.steer())
  const jobs = startJobs(engine, alertWork, now)
  const made = settings.admin && (await createFirstOperator(store, settings.admin))
  const code = (await countOperators(store)) === 0 ? setupCode(sessionSecretOf(settings, masterKey)) : null
  const strays = await straysOf(engine, env)
  console.log(bannerLines(engine, gateway, { setupCode: code, adminMade: made?.email ?? null, strays }).join('\n'))
  let stopping: Promise<void> | null = null
  const live = openLive(engine, now)
  const stop = async () => {
    live.close()
    await gateway.drain(DRAIN_MS)
    await jobs.stop()
    await engine.close()
  }
  return {
    ...engine,
    gateway,
    live,
    // anew each time: the master key may change while we run
    get sessionSecret() {
      return sessionSecretOf(settings, masterKey)
    },
    startedAt: now(),
    version: packageFacts.version,
    dashboard,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

async function straysOf({ settings, store, pools }: Engine, env: Environment): Promise<string[]> {
  const touched = new Set((await listServices(store)).map(({ id }) => id))
  return straySettings(env, settings.origins, id => touched.has(id) || pools.keyCount(id) > 0)
}
