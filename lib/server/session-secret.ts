import { hkdfSync } from 'node:crypto'
import type { MasterKey } from '@/lib/vault/master-key'
import type { Settings } from './env'

const SECRET_BYTES = 32

/**
 * What sessions are signed with: the setting, else a part of the master key in force. Who has a key from before a change
 * of it can sign none.
 */
export function sessionSecretOf({ authSecret }: Pick<Settings, 'authSecret'>, { sealing }: MasterKey): string {
  return (
    authSecret ?? Buffer.from(hkdfSync('sha256', sealing, '', 'keywheel sessions', SECRET_BYTES)).toString('base64url')
  )
}
