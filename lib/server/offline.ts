import { existsSync } from 'node:fs'
import type { ControlContext } from '@/lib/control/context'
import { listServices } from '@/lib/store/services'
import { type Engine, openEngine } from './engine'
import type { Environment, Settings } from './env'
import { openQuietLog } from './log'
import { OpenError, openStoreAndKey } from './open-store'
import { servicesInForce } from './services'

/**
 * The world of a command: the database itself, beside a server that may be running. Nothing of Next is needed.
 * @param mayBeMade whether a database is made where there is none; if not, that is an OpenError
 */
export async function openOffline(
  settings: Settings,
  mayBeMade: boolean,
): Promise<{ ctx: ControlContext; close: () => Promise<void> }> {
  const now = Date.now
  if (!mayBeMade) requireDatabaseFile(settings.databaseUrl)
  const { store, found } = await openStoreAndKey(settings, now)
  const services = servicesInForce(settings.origins, await listServices(store))
  const operator = { id: 'cli', role: 'admin', via: 'cli' } as const
  const ctx: ControlContext = { store, masterKey: found.masterKey, services, live: null, operator, now }
  return { ctx, close: () => store.close() }
}

/** An engine beside a server that may be running, for a command that has to use the keys. Its log is quiet. */
export async function openEngineBeside(settings: Settings, env: Environment): Promise<Engine> {
  requireDatabaseFile(settings.databaseUrl)
  return openEngine(settings, env, { log: openQuietLog('error'), isGuest: true })
}

/** A look must not leave a new database behind, which nobody would look for there. */
function requireDatabaseFile(databaseUrl: string): void {
  if (!databaseUrl.startsWith('file:')) return
  const file = databaseUrl.slice('file:'.length)
  if (existsSync(file)) return
  throw new OpenError(
    `There is no database at ${file} yet: \`npm start\` makes it, and so does the first key or token.`,
    false,
  )
}
