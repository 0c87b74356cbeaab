import { existsSync } from 'node:fs'
import { z } from 'zod'
import { dropAllDeliveries } from '@/lib/store/alert-deliveries'
import { endAllAlerts } from '@/lib/store/alerts'
import {
  copyDatabase,
  forgetDraft,
  type OnProgress,
  type Prepared,
  prepareRestore,
  replaceDatabase,
  requireUnused,
} from '@/lib/store/backup'
import { type Session, StoreError } from '@/lib/store/session'
import { readSetting } from '@/lib/store/settings'
import { CHECK_SETTING } from '@/lib/vault/check-value'
import { findMasterKey, masterKeyPath } from '@/lib/vault/master-key'
import { VaultError } from '@/lib/vault/vault-error'
import type { Settings } from './env'
import { keyInForce } from './key-in-force'
import { OpenError } from './open-store'

/** What is kept of a database that a backup took the place of. */
export type Restored = { aside: string | null }

/** Copies the database into a new file while everything runs. @throws OpenError */
export async function backUp(settings: Settings, target: string, onProgress: OnProgress): Promise<void> {
  const source = requireFile(settings, 'make a backup with `pg_dump --format=custom`')
  if (!existsSync(source)) throw new OpenError(`There is no database at ${source} yet.`, false)
  await asOpenErrors(() => copyDatabase(source, target, onProgress))
}

/**
 * Puts a backup in the place of the database, and keeps the old one beside it. Alerts that stood then are over, and no
 * message that waited then is sent. Nothing is changed unless the backup is whole, no newer than this version, sealed with the master key at hand, and nobody uses the database.
 * @throws OpenError
 */
export async function restore(settings: Settings, backup: string): Promise<Restored> {
  const database = requireFile(settings, 'restore with `pg_restore --clean`')
  return asOpenErrors(async () => {
    requireUnused(database)
    const prepared = await prepareRestore(backup, database, Date.now)
    try {
      await requireItsMasterKey(settings, prepared)
      await prepared.store.transaction(forgetNews)
      await prepared.store.close()
      const isThere = existsSync(database)
      const aside = `${database}.before-restore-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`
      replaceDatabase(database, prepared.draft, aside)
      return { aside: isThere ? aside : null }
    } finally {
      await prepared.store.close().catch(() => {})
      forgetDraft(prepared.draft)
    }
  })
}

/** What was news when the backup was made is none now. */
async function forgetNews(session: Session): Promise<void> {
  await dropAllDeliveries(session)
  await endAllAlerts(session)
}

function requireFile({ databaseUrl }: Settings, instead: string): string {
  if (databaseUrl.startsWith('file:')) return databaseUrl.slice('file:'.length)
  throw new OpenError(
    `The database is PostgreSQL, which has its own tools: ${instead}, and keep the master key.`,
    false,
  )
}

async function requireItsMasterKey({ masterKey, dataDir }: Settings, { store }: Prepared): Promise<void> {
  const check = await readSetting(store, CHECK_SETTING, z.string())
  if (check === null) return
  const path = masterKeyPath(dataDir)
  if (masterKey === null && !existsSync(path)) {
    throw new OpenError(`The backup's master key is missing: put it at ${path}, or set KEYWHEEL_MASTER_KEY.`, false)
  }
  try {
    await keyInForce(store, findMasterKey({ value: masterKey, folder: dataDir }).masterKey, check)
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    const where = masterKey === null ? path : 'KEYWHEEL_MASTER_KEY'
    throw new OpenError(
      `The backup was sealed with another master key than ${where}: put that one in its place.`,
      false,
    )
  }
}

async function asOpenErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StoreError) throw new OpenError(error.message, error.code === 'exists')
    throw error
  }
}
