import { toColumn } from './columns'
import { type AddedKey, addKeys, findKey, type NewKey, restoreKey } from './keys'
import type { Session } from './session'

/**
 * Makes the kept keys of source `env` those the environment holds now: new ones are added, known ones keep their id,
 * state and settings (a removed one returns; a new variable name is taken over), and those the environment no longer
 * holds are removed. A secret that is also kept in the vault stays the vault's.
 * @returns for each key given, in their order, what became of it
 */
export async function syncEnvKeys(session: Session, keys: readonly NewKey[]): Promise<AddedKey[]> {
  const synced: AddedKey[] = []
  for (const [index, added] of (await addKeys(session, keys)).entries()) {
    synced.push(await takeOver(session, added, keys[index]?.key.name ?? added.entry.key.name))
  }
  const ids = new Set(synced.map(({ entry }) => entry.key.id))
  const kept = await session.db.key.findMany({ where: { source: 'env', removedAt: null }, select: { id: true } })
  const gone = kept.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const now = toColumn(session.now())
  for (const id of gone) await session.db.key.update({ where: { id }, data: { removedAt: now, updatedAt: now } })
  return synced
}

async function takeOver(session: Session, added: AddedKey, name: string): Promise<AddedKey> {
  const { entry } = added
  if (added.kind === 'added' || entry.key.source !== 'env') return added
  if (entry.removedAt !== null) await restoreKey(session, entry.key.id)
  if (entry.key.name !== name) {
    await session.db.key.update({ where: { id: entry.key.id }, data: { name, updatedAt: toColumn(session.now()) } })
  }
  return { kind: 'known', entry: (await findKey(session, entry.key.id)) ?? entry }
}
