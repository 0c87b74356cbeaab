import type { Instant, Key, KeyId } from '@/lib/engine/vocabulary'
import { CHUNK_ROWS, chunksOf } from './chunks'
import { place, toColumn } from './columns'
import type { Prisma } from './generated/sqlite/client'
import type { KeyEntry } from './key-entry'
import { findKey } from './keys'
import type { Session } from './session'

/** What an operator may change of a key; an absent field stays. */
export type KeyChange = Partial<
  Pick<
    Key,
    | 'name'
    | 'priority'
    | 'weight'
    | 'account'
    | 'dailyLimit'
    | 'minuteLimit'
    | 'tokenMinuteLimit'
    | 'concurrencyLimit'
    | 'models'
    | 'expiresAt'
  > &
    Pick<KeyEntry, 'labels' | 'note'>
>

/** `null`: no such key. */
export async function changeKey(session: Session, keyId: KeyId, change: KeyChange): Promise<KeyEntry | null> {
  return updateKey(session, keyId, changedColumns(change))
}

/** The same change for many keys. */
export async function changeKeys(session: Session, keyIds: readonly KeyId[], change: KeyChange): Promise<void> {
  await updateKeys(session, keyIds, changedColumns(change))
}

/** Takes keys out of sight; those that are already stay as they are. */
export async function removeKeys(session: Session, keyIds: readonly KeyId[]): Promise<void> {
  await updateKeys(session, keyIds, { removedAt: toColumn(session.now()) }, { removedAt: null })
}

/** Brings removed keys back; those in sight stay as they are. */
export async function restoreKeys(session: Session, keyIds: readonly KeyId[]): Promise<void> {
  await updateKeys(session, keyIds, { removedAt: null }, { removedAt: { not: null } })
}

function changedColumns(change: KeyChange): Prisma.KeyUpdateManyMutationInput {
  const { dailyLimit, minuteLimit, tokenMinuteLimit, models, labels, expiresAt, ...plain } = change
  return {
    ...plain,
    ...(dailyLimit !== undefined && { dailyLimit: toColumn(dailyLimit) }),
    ...(minuteLimit !== undefined && { minuteLimit: toColumn(minuteLimit) }),
    ...(tokenMinuteLimit !== undefined && { tokenMinuteLimit: toColumn(tokenMinuteLimit) }),
    ...(expiresAt !== undefined && { expiresAt: toColumn(expiresAt) }),
    ...(models !== undefined && { models: models && JSON.stringify(models) }),
    ...(labels !== undefined && { labels: JSON.stringify(labels) }),
  }
}

/** A rollover: the same key with another secret. The caller looks first whether the secret is already known. */
export function replaceSecret(
  session: Session,
  keyId: KeyId,
  secret: { sealed: Uint8Array<ArrayBuffer>; fingerprint: string; masked: string },
): Promise<KeyEntry | null> {
  return updateKey(session, keyId, secret)
}

/** Takes a key out of sight. `null`: there was no such key in sight. */
export function removeKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  return updateKey(session, keyId, { removedAt: toColumn(session.now()) }, { removedAt: null })
}

/** Brings a removed key back. `null`: there was no such removed key. */
export function restoreKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  return updateKey(session, keyId, { removedAt: null }, { removedAt: { not: null } })
}

async function updateKey(
  session: Session,
  keyId: KeyId,
  data: Prisma.KeyUpdateManyMutationInput,
  only: Prisma.KeyWhereInput = {},
): Promise<KeyEntry | null> {
  const where = { ...only, id: keyId }
  const { count } = await session.db.key.updateMany({ where, data: { ...data, updatedAt: toColumn(session.now()) } })
  return count === 0 ? null : findKey(session, keyId)
}

async function updateKeys(
  session: Session,
  keyIds: readonly KeyId[],
  data: Prisma.KeyUpdateManyMutationInput,
  only: Prisma.KeyWhereInput = {},
): Promise<void> {
  const updatedAt = toColumn(session.now())
  for (const ids of chunksOf(keyIds)) {
    await session.db.key.updateMany({ where: { ...only, id: { in: [...ids] } }, data: { ...data, updatedAt } })
  }
}

/** Forgets keys removed before an instant, with their states; their attempts stay. Returns how many. */
export async function purgeRemovedKeys(session: Session, before: Instant): Promise<number> {
  const where = { removedAt: { lt: toColumn(before) } }
  const sql = `SELECT id FROM keys WHERE removed_at < ${place(session, 1)} LIMIT ${CHUNK_ROWS}`
  const rows = await session.db.$queryRawUnsafe<{ id: string }[]>(sql, toColumn(before))
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  await session.db.keyState.deleteMany({ where: { keyId: { in: ids } } })
  await session.db.keyCheck.deleteMany({ where: { keyId: { in: ids } } })
  const { count } = await session.db.key.deleteMany({ where: { ...where, id: { in: ids } } })
  return count
}
