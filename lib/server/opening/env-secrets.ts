import { storableEnvKey } from '@/lib/control/new-key'
import type { KeyId } from '@/lib/engine/vocabulary'
import { addEnvKeys, syncEnvKeys } from '@/lib/store/env-keys'
import type { LoadedKey } from '@/lib/store/load-pools'
import type { Environment } from '../env'
import { type EnvProblem, findEnvKeys } from '../env-keys'
import type { Secrets } from '../secrets'
import type { Ground } from './ground'

export type EnvSecrets = { problems: readonly EnvProblem[]; secretOf: ReadonlyMap<KeyId, string> }

/** The environment's keys, made known to the database (without their secrets), and each one's secret by its id. */
export async function takeEnvKeys(
  { store, masterKey, services }: Ground,
  env: Environment,
  isGuest: boolean,
): Promise<EnvSecrets> {
  const { found, problems } = findEnvKeys(env, services.all())
  const storable = found.map(key => storableEnvKey(masterKey, key, store.now()))
  const makeKnown = isGuest ? addEnvKeys : syncEnvKeys
  const known = await store.rawTransaction(session => makeKnown(session, storable))
  const secretOf = new Map<KeyId, string>()
  for (const [index, { entry }] of known.entries()) {
    const { name = '', secret = '' } = found[index] ?? {}
    // in use in the vault already: from there alone, or a rollover there would not be heard of
    if (entry.key.source === 'vault') {
      problems.push({
        name,
        kind: 'duplicate',
        text: `is the same key as ${entry.key.name} in the vault and was skipped`,
      })
    } else secretOf.set(entry.key.id, secret)
  }
  return { problems, secretOf }
}

/** Keeps the secret of a loaded key, the environment's or else the sealed one. False: this process knows neither. */
export function secretKeeper(secrets: Secrets, { secretOf }: EnvSecrets): (loaded: LoadedKey) => boolean {
  return ({ key, sealed }) => {
    const plain = secretOf.get(key.id)
    if (plain !== undefined) secrets.setPlain(key.id, plain)
    else if (sealed) secrets.setSealed(key.id, sealed)
    return secrets.has(key.id)
  }
}
