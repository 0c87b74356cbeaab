import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Overview } from '@/lib/contract/overview'
import { alertsOf } from '@/lib/control/overview'
import { overviewView } from '@/lib/control/overview-view'
import type { Clock } from '@/lib/rotation/ports'
import type { Engine } from './engine'
import { LiveHub } from './live-hub'
import { KeyWatch } from './live-keys'

/** The one hub of this process: what the engine holds, told to whoever listens. */
export function openLive(engine: Engine, now: Clock): LiveHub {
  const { pools, services, recently, news, store, log, histories, tallies } = engine
  let alerts: Overview['alerts'] = []
  return new LiveHub({
    catchUp: () => tallies.catchUp(pools, now, nextTurn),
    overview: () => {
      const at = now()
      const { attempts, traffic, news: lines } = recently(at)
      const past = { recent: attempts, traffic, historyOf: histories.peek, tallies }
      return overviewView({ pools, labels: services.all(), ...past, alerts, news: lines, now: at })
    },
    refreshAlerts: async () => {
      alerts = await alertsOf({ store, services: services.all() })
    },
    keys: new KeyWatch(pools),
    news,
    now,
    report: error => log.warn({ error: String(error) }, 'the live feed missed something'),
  })
}
