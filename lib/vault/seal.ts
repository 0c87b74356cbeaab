import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { MasterKey } from './master-key'
import { VaultError } from './vault-error'

/** Where a sealed secret lives. It opens there and nowhere else. */
export type Place = { table: string; id: string; column: string }

// format (1 byte), key version (1), nonce (12), tag (16), then the encrypted text
const FORMAT = 1
const NONCE_AT = 2
const NONCE_BYTES = 12
const TAG_AT = NONCE_AT + NONCE_BYTES
const TAG_BYTES = 16
const TEXT_AT = TAG_AT + TAG_BYTES

/** Encrypts a secret with AES-256-GCM under a fresh nonce, bound to its place and versions. */
export function seal(masterKey: MasterKey, place: Place, secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', masterKey.sealing, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associated(place, FORMAT, masterKey.version))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([Buffer.of(FORMAT, masterKey.version), nonce, cipher.getAuthTag(), text]))
}

/** The secret that was sealed at this place. @throws VaultError, never anything but the whole secret */
export function open(masterKey: MasterKey, place: Place, sealed: Uint8Array): string {
  const [format, version] = sealed
  if (sealed.length < TEXT_AT) throw damaged(place)
  const sealing = version === undefined ? undefined : sealingOf(masterKey, version)
  if (format !== FORMAT || version === undefined || sealing === undefined) {
    throw new VaultError('unknown-version', `The secret of ${nameOf(place)} was sealed by another version or damaged.`)
  }
  const nonce = sealed.subarray(NONCE_AT, TAG_AT)
  const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associated(place, format, version))
  decipher.setAuthTag(sealed.subarray(TAG_AT, TEXT_AT))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT)), decipher.final()]).toString('utf8')
  } catch {
    throw damaged(place)
  }
}

function sealingOf({ version, sealing, older }: MasterKey, wanted: number): MasterKey['sealing'] | undefined {
  return version === wanted ? sealing : older.find(key => key.version === wanted)?.sealing
}

/** A JSON list: no two places read alike. */
function associated({ table, id, column }: Place, format: number, version: number): Buffer {
  return Buffer.from(JSON.stringify(['keywheel', table, id, column, format, version]))
}

function damaged(place: Place): VaultError {
  return new VaultError(
    'cannot-open',
    `The secret of ${nameOf(place)} cannot be opened: it was changed, moved, or sealed with another master key.`,
  )
}

function nameOf({ table, id, column }: Place): string {
  return `${table}/${id}/${column}`
}
