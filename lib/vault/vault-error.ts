export type VaultErrorCode =
  /** The master key given is not 32 bytes in base64 or hex. */
  | 'malformed-master-key'
  /** The file that holds the master key cannot be read or made. */
  | 'unreadable-master-key'
  /** The database was sealed with another master key. */
  | 'wrong-master-key'
  /** A sealed secret was changed, moved, or sealed with another master key. */
  | 'cannot-open'
  /** A sealed secret was made by a newer version. */
  | 'unknown-version'

/** What stands between us and a secret; the message is one sentence for people and never holds any of it. */
export class VaultError extends Error {
  override name = 'VaultError'
  constructor(
    readonly code: VaultErrorCode,
    message: string,
  ) {
    super(message)
  }
}
