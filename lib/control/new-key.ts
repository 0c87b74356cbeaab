import type { NewKey } from '@/lib/contract/key-import'
import type { Instant } from '@/lib/engine/vocabulary'
import { makeTimeId } from '@/lib/rotation/time-id'
import type { NewKey as StorableKey } from '@/lib/store/add-keys'
import { fingerprint } from '@/lib/vault/fingerprint'
import { mask } from '@/lib/vault/mask'
import type { MasterKey } from '@/lib/vault/master-key'
import { sealSecret } from './key-secret'

/** A new key as the store keeps it: with an id, sealed, recognisable, masked. From here on nobody sees the secret. */
export function storableKey(
  masterKey: MasterKey,
  { apiKey, labels, note, ...given }: NewKey,
  now: Instant,
): StorableKey {
  const id = makeTimeId(now)
  return {
    key: { ...given, id, masked: mask(apiKey), source: 'vault' },
    sealed: sealSecret(masterKey, id, apiKey),
    fingerprint: fingerprint(masterKey, given.service, apiKey),
    labels,
    note,
  }
}

/** A key of the environment: recognisable and masked, its secret not kept. */
export function storableEnvKey(masterKey: MasterKey, { service, name, secret }: EnvKey, now: Instant): StorableKey {
  const limits = { dailyLimit: null, minuteLimit: null, tokenMinuteLimit: null, concurrencyLimit: null }
  const plain = { priority: 1, weight: 1, account: null, ...limits, models: null, expiresAt: null }
  return {
    key: { id: makeTimeId(now), service, name, masked: mask(secret), source: 'env', ...plain },
    sealed: null,
    fingerprint: fingerprint(masterKey, service, secret),
    labels: [],
    note: null,
  }
}

type EnvKey = { service: string; name: string; secret: string }
