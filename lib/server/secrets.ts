import { openSecret } from '@/lib/control/key-secret'
import type { KeyId } from '@/lib/engine/vocabulary'
import type { MasterKey } from '@/lib/vault/master-key'

/**
 * The secrets of this process: those of the environment, and sealed ones, opened when first used. The one place where
 * a secret is in the clear.
 */
export class Secrets {
  /** A character for each byte: a third of what an array of bytes takes, of which there may be 100,000. */
  private readonly sealed = new Map<KeyId, string>()
  private readonly opened = new Map<KeyId, string>()
  private readonly masterKey: MasterKey

  constructor(masterKey: MasterKey) {
    this.masterKey = masterKey
  }

  /** A secret that is not sealed anywhere: it comes from the environment. */
  setPlain(keyId: KeyId, secret: string): void {
    this.opened.set(keyId, secret)
  }

  setSealed(keyId: KeyId, sealed: Uint8Array): void {
    this.sealed.set(keyId, Buffer.from(sealed).toString('latin1'))
    this.opened.delete(keyId)
  }

  forget(keyId: KeyId): void {
    this.sealed.delete(keyId)
    this.opened.delete(keyId)
  }

  has(keyId: KeyId): boolean {
    return this.opened.has(keyId) || this.sealed.has(keyId)
  }

  /** @throws ControlError `secret-unreadable` when the sealed secret cannot be opened; Error when there is none */
  reveal(keyId: KeyId): string {
    const known = this.opened.get(keyId)
    if (known !== undefined) return known
    const sealed = this.sealed.get(keyId)
    if (sealed === undefined) throw new Error(`no secret is known for key ${keyId}`)
    const secret = openSecret(this.masterKey, keyId, Buffer.from(sealed, 'latin1'))
    this.opened.set(keyId, secret)
    return secret
  }
}
