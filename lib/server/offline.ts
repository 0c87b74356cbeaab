import type { ControlContext } from '@/lib/control/context'
import { listServices } from '@/lib/store/services'
import type { Settings } from './env'
import { openStoreAndKey } from './open-store'
import { servicesInForce } from './services'

/** The world of a command: the database itself, beside a server that may be running. Nothing of Next is needed. */
export async function openOffline(settings: Settings): Promise<{ ctx: ControlContext; close: () => Promise<void> }> {
  const now = Date.now
  const { store, found } = await openStoreAndKey(settings, now)
  const services = servicesInForce(settings.origins, await listServices(store))
  const operator = { id: 'cli', role: 'admin', via: 'cli' } as const
  const ctx: ControlContext = { store, masterKey: found.masterKey, services, live: null, operator, now }
  return { ctx, close: () => store.close() }
}
