import { createHmac, randomBytes } from 'node:crypto'
import type { MasterKey } from './master-key'

/** Recognises a service's secret again without keeping it: the same for the same service and secret, else unrelated. */
export function fingerprint(masterKey: MasterKey, service: string, secret: string): string {
  return createHmac('sha256', masterKey.fingerprints)
    .update(JSON.stringify([service, secret]))
    .digest('base64url')
}

/** What is kept of a client token, and looked up when a caller shows one. */
export function hashToken(masterKey: MasterKey, token: string): string {
  return createHmac('sha256', masterKey.tokens).update(token).digest('base64url')
}

const TOKEN_PREFIX = 'kw_'
const TOKEN_BYTES = 32

/** A new client token; shown once. */
export function makeToken(): string {
  return TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url')
}
