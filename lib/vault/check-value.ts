import type { MasterKey } from './master-key'
import { open, seal } from './seal'
import { VaultError } from './vault-error'

/** The setting under which the database keeps its check value. */
export const CHECK_SETTING = 'master-key-check'

const PLACE = { table: 'settings', id: CHECK_SETTING, column: 'value' }
const KNOWN_TEXT = 'sealed with the right master key'

/** A known text, sealed: kept in the database when it is new, so that a wrong master key is noticed at start. */
export function makeCheckValue(masterKey: MasterKey): string {
  return Buffer.from(seal(masterKey, PLACE, KNOWN_TEXT)).toString('base64')
}

/** Returns when the database was sealed with this master key. @throws VaultError `wrong-master-key` */
export function requireSameMasterKey(masterKey: MasterKey, checkValue: string): void {
  try {
    if (open(masterKey, PLACE, Buffer.from(checkValue, 'base64')) === KNOWN_TEXT) return
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
  }
  throw wrongMasterKey()
}

export function wrongMasterKey(): VaultError {
  return new VaultError(
    'wrong-master-key',
    'This is not the master key the database was sealed with: restore that key, or start with an empty data folder.',
  )
}
