import { type AddedKey, addKeys, type NewKey } from './add-keys'
import { place, toColumn } from './columns'
import type { RawSession } from './session'

const KEPT = "SELECT id FROM keys WHERE source = 'env' AND removed_at IS NULL"

/**
 * Makes the kept keys of source `env` those the server's environment holds now: as `addEnvKeys`, and those it no
 * longer holds are removed. Only the server may say so: another process has another environment.
 * @returns for each key given, in their order, what became of it
 */
export async function syncEnvKeys(session: RawSession, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const synced = await addEnvKeys(session, keys)
  const ids = new Set(synced.map(({ entry }) => entry.key.id))
  const kept = await session.db.$queryRawUnsafe<{ id: string }[]>(KEPT)
  const gone = kept.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const now = toColumn(session.now())
  const [removedAt, updatedAt, keyId] = [1, 2, 3].map(number => place(session, number))
  const sql = `UPDATE keys SET removed_at = ${removedAt}, updated_at = ${updatedAt} WHERE id = ${keyId}`
  for (const id of gone) await session.db.$executeRawUnsafe(sql, now, now, id)
  return synced
}

/**
 * Makes keys of an environment known: new ones are added, known ones keep their id, state and settings (a removed one
 * returns, and is the environment's from then on; a new variable name is taken over). A secret that is in use in the
 * vault stays the vault's.
 * @returns for each key given, in their order, what became of it
 */
export async function addEnvKeys(session: RawSession, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const known: AddedKey[] = []
  for (const [index, added] of (await addKeys(session, keys)).entries()) {
    known.push(await takeOver(session, added, keys[index]?.key.name ?? added.entry.key.name))
  }
  return known
}

async function takeOver(session: RawSession, added: AddedKey, name: string): Promise<AddedKey> {
  const { key, removedAt } = added.entry
  const isInVault = key.source !== 'env' && removedAt === null
  const isAsKnown = key.source === 'env' && removedAt === null && key.name === name
  if (added.kind === 'added' || isInVault || isAsKnown) return added
  const now = session.now()
  const [taken, updatedAt, keyId] = [1, 2, 3].map(number => place(session, number))
  const sql = `UPDATE keys SET name = ${taken}, source = 'env', sealed = NULL, removed_at = NULL,
    updated_at = ${updatedAt} WHERE id = ${keyId}`
  await session.db.$executeRawUnsafe(sql, name, toColumn(now), key.id)
  const entry = { ...added.entry, key: { ...key, name, source: 'env' as const }, removedAt: null, updatedAt: now }
  return { kind: 'known', entry }
}
