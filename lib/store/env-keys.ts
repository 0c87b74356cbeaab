import { toColumn } from './columns'
import { type AddedKey, addKeys, findKey, type NewKey } from './keys'
import type { Session } from './session'

/**
 * Makes the kept keys of source `env` those the server's environment holds now: as `addEnvKeys`, and those it no
 * longer holds are removed. Only the server may say so: another process has another environment.
 * @returns for each key given, in their order, what became of it
 */
export async function syncEnvKeys(session: Session, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const synced = await addEnvKeys(session, keys)
  const ids = new Set(synced.map(({ entry }) => entry.key.id))
  const kept = await session.db.key.findMany({ where: { source: 'env', removedAt: null }, select: { id: true } })
  const gone = kept.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const now = toColumn(session.now())
  for (const id of gone) await session.db.key.update({ where: { id }, data: { removedAt: now, updatedAt: now } })
  return synced
}

/**
 * Makes keys of an environment known: new ones are added, known ones keep their id, state and settings (a removed one
 * returns, and is the environment's from then on; a new variable name is taken over). A secret that is in use in the
 * vault stays the vault's.
 * @returns for each key given, in their order, what became of it
 */
export async function addEnvKeys(session: Session, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const known: AddedKey[] = []
  for (const [index, added] of (await addKeys(session, keys)).entries()) {
    known.push(await takeOver(session, added, keys[index]?.key.name ?? added.entry.key.name))
  }
  return known
}

async function takeOver(session: Session, added: AddedKey, name: string): Promise<AddedKey> {
  const { key, removedAt } = added.entry
  const isInVault = key.source !== 'env' && removedAt === null
  const isAsKnown = key.source === 'env' && removedAt === null && key.name === name
  if (added.kind === 'added' || isInVault || isAsKnown) return added
  const updatedAt = toColumn(session.now())
  const data = { name, source: 'env', sealed: null, removedAt: null, updatedAt }
  await session.db.key.update({ where: { id: key.id }, data })
  return { kind: 'known', entry: (await findKey(session, key.id)) ?? added.entry }
}
