import { z } from 'zod'
import type { Instant } from '@/lib/engine/vocabulary'
import { openStore } from '@/lib/store/client'
import { type Store, StoreError } from '@/lib/store/session'
import { claimSetting } from '@/lib/store/settings'
import { CHECK_SETTING, makeCheckValue, requireSameMasterKey } from '@/lib/vault/check-value'
import { type FoundMasterKey, findMasterKey } from '@/lib/vault/master-key'
import { VaultError } from '@/lib/vault/vault-error'
import type { Settings } from './env'

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

export type Opened = { store: Store; found: FoundMasterKey }

/**
 * Opens the database (made and brought up to date where needed) with the master key it was sealed with.
 * @throws OpenError when either cannot be used, or when they do not belong together
 */
export async function openStoreAndKey(settings: Settings, now: () => Instant): Promise<Opened> {
  try {
    const found = findMasterKey({ value: settings.masterKey, folder: settings.dataDir })
    const store = await openStore({ url: settings.databaseUrl, now })
    try {
      const check = await claimSetting(store, CHECK_SETTING, makeCheckValue(found.masterKey), z.string())
      requireSameMasterKey(found.masterKey, check)
    } catch (error) {
      await store.close()
      throw error
    }
    return { store, found }
  } catch (error) {
    throw asOpenError(error, settings)
  }
}

function asOpenError(error: unknown, settings: Settings): unknown {
  if (error instanceof VaultError) return new OpenError(error.message, error.code === 'malformed-master-key')
  if (error instanceof StoreError) return new OpenError(error.message, false)
  const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)
  return new OpenError(`The database ${withoutPassword(settings.databaseUrl)} cannot be opened: ${reason}`, false)
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@')
}
