import type { Lease } from '@/lib/engine/lease'
import type { KeyId } from '@/lib/engine/vocabulary'
import type { Reveal } from './ports'

/** A key's secret did not open. It says nothing of what was tried: such words may quote the secret. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable'
}

/** The secret of a leased key. @throws SecretUnreadable, which the loop takes for the key's own end */
export function revealSecret(reveal: Reveal, { keyId, keyName }: Pick<Lease, 'keyName'> & { keyId: KeyId }): string {
  try {
    return reveal(keyId)
  } catch {
    throw new SecretUnreadable(`the secret of ${keyName} cannot be opened`)
  }
}
