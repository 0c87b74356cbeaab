import type { Instant } from '@/lib/engine/vocabulary'
import { AlertDeliverer } from './alert-deliverer'
import { AlertTeller } from './alert-teller'
import { Alerter } from './alerter'
import type { Engine } from './engine'

/** Who raises alerts, and who tells of them. */
export type AlertWork = { alerter: Alerter; deliverer: AlertDeliverer }

/** Who raises alerts and who tells of them, ready to look. @param dashboard where people open it */
export async function openAlertWork(engine: Engine, dashboard: string, now: () => Instant): Promise<AlertWork> {
  const { store, pools, log, masterKey, histories, services, ports } = engine
  const labelOf = (id: string) => services.find(id)?.label ?? id
  const teller = new AlertTeller({ store, pools, histories, labelOf, now })
  const alerter = new Alerter({ store, pools, log, now, teller })
  await alerter.open()
  return { alerter, deliverer: new AlertDeliverer({ store, masterKey, mail: ports, dashboard, log, now }) }
}
