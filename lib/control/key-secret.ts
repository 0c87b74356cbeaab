import type { KeyId } from '@/lib/engine/vocabulary'
import type { MasterKey } from '@/lib/vault/master-key'
import { open, type Place, seal } from '@/lib/vault/seal'
import { VaultError } from '@/lib/vault/vault-error'
import { ControlError } from './control-error'

/** Where a key's secret is sealed, and so the only place where it opens. */
function placeOf(keyId: KeyId): Place {
  return { table: 'keys', id: keyId, column: 'sealed' }
}

/** A key's secret as it is stored, opened by `openSecret` for this key alone. */
export function sealSecret(masterKey: MasterKey, keyId: KeyId, secret: string): Uint8Array<ArrayBuffer> {
  return seal(masterKey, placeOf(keyId), secret)
}

/** @throws ControlError `secret-unreadable`, whose words say what to do */
export function openSecret(masterKey: MasterKey, keyId: KeyId, sealed: Uint8Array): string {
  try {
    return open(masterKey, placeOf(keyId), sealed)
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new ControlError('secret-unreadable', `${error.message} Enter the key again, or restore the master key.`)
  }
}
