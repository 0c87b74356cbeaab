import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Instant } from '@/lib/engine/vocabulary'
import { openStore } from '@/lib/store/client'
import { type Store, StoreError } from '@/lib/store/session'
import { claimSetting, readSetting } from '@/lib/store/settings'
import { shownAddress } from '@/lib/store/unreachable'
import { CHECK_SETTING, makeCheckValue } from '@/lib/vault/check-value'
import { type FoundMasterKey, findMasterKey, masterKeyPath } from '@/lib/vault/master-key'
import { VaultError } from '@/lib/vault/vault-error'
import type { Settings } from './env'
import { keyInForce } from './key-in-force'

/** The database or the master key cannot be used; the message is one sentence for the person who starts us. */
export class OpenError extends Error {
  override name = 'OpenError'
  constructor(
    message: string,
    /** A setting has to be corrected, as against a file or a database. */
    readonly isSettingWrong: boolean,
  ) {
    super(message)
  }
}

export type Opened = {
  store: Store
  found: FoundMasterKey
  /** A change of the master key is done, and its hand-over is still in the database. */
  isHandedOver: boolean
}

/**
 * Opens the database (made and brought up to date where needed) with the master key it was sealed with.
 * @throws OpenError when either cannot be used, or when they do not belong together
 */
export async function openStoreAndKey(settings: Settings, now: () => Instant): Promise<Opened> {
  try {
    // A key that is there is read before anything is made; one that is not waits for what the database says.
    const known = hasMasterKey(settings) ? readMasterKey(settings) : null
    const store = await openStore({ url: settings.databaseUrl, now })
    try {
      const found = known ?? (await firstMasterKey(store, settings))
      const check = await claimSetting(store, CHECK_SETTING, makeCheckValue(found.masterKey), z.string())
      const { masterKey, change, isOld } = await keyInForce(store, found.masterKey, check)
      return { store, found: { ...found, masterKey }, isHandedOver: change === 'done' && !isOld }
    } catch (error) {
      await store.close()
      throw error
    }
  } catch (error) {
    throw asOpenError(error, settings)
  }
}

function readMasterKey({ masterKey, dataDir }: Settings): FoundMasterKey {
  return findMasterKey({ value: masterKey, folder: dataDir })
}

function hasMasterKey({ masterKey, dataDir }: Settings): boolean {
  return masterKey !== null || existsSync(masterKeyPath(dataDir))
}

/** A master key is made only for a database that nothing was sealed in: a new one would hide that the old is lost. */
async function firstMasterKey(store: Store, settings: Settings): Promise<FoundMasterKey> {
  const check = await readSetting(store, CHECK_SETTING, z.string())
  // looked for again, because another process may have made both since
  if (check === null || hasMasterKey(settings)) return readMasterKey(settings)
  throw new OpenError(
    `The database was sealed with a master key that is missing: put ${masterKeyPath(settings.dataDir)} back, or set KEYWHEEL_MASTER_KEY.`,
    false,
  )
}

function asOpenError(error: unknown, settings: Settings): unknown {
  if (error instanceof OpenError) return error
  if (error instanceof VaultError) return new OpenError(error.message, error.code === 'malformed-master-key')
  if (error instanceof StoreError) return new OpenError(error.message, false)
  const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)
  return new OpenError(`The database ${shownAddress(settings.databaseUrl)} cannot be opened: ${reason}`, false)
}
