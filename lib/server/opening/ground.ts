import type { Clock } from '@/lib/rotation/ports'
import { listServices } from '@/lib/store/services'
import type { Store } from '@/lib/store/session'
import { forgetSetting } from '@/lib/store/settings'
import { HANDOVER_SETTING } from '@/lib/vault/key-change'
import type { MasterKey } from '@/lib/vault/master-key'
import { Callers } from '../callers'
import type { Settings } from '../env'
import type { ServerLog } from '../log'
import { openStoreAndKey } from '../open-store'
import { PriceBook } from '../price'
import { Secrets } from '../secrets'
import { ServiceRegistry, servicesInForce } from '../services'
import { type KeylessPools, openPools } from './pools'

/** What every other part of an engine stands on. */
export type Ground = KeylessPools & {
  settings: Settings
  log: ServerLog
  now: Clock
  store: Store
  masterKey: MasterKey
  services: ServiceRegistry
  secrets: Secrets
  callers: Callers
  prices: PriceBook
}

/**
 * Opens the database, with the services in force and their pools, which hold no key yet.
 * @param isGuest another process owns the database's pools
 * @throws OpenError when the database or the master key cannot be used
 */
export async function openGround(settings: Settings, log: ServerLog, isGuest: boolean): Promise<Ground> {
  const now = Date.now
  const { store, found, isHandedOver } = await openStoreAndKey(settings, now)
  const { masterKey, warning } = found
  // from now on the old key opens nothing here
  if (isHandedOver && !isGuest) await forgetSetting(store, HANDOVER_SETTING)
  if (warning !== null) log.warn(warning)
  const services = new ServiceRegistry(servicesInForce(settings.origins, await listServices(store)))
  const secrets = new Secrets(masterKey)
  const callers = new Callers(masterKey, settings.clientToken, now)
  const prices = new PriceBook()
  const known = { services, secrets, callers, prices, ...openPools(services.all(), now) }
  return { settings, log, now, store, masterKey, ...known }
}
