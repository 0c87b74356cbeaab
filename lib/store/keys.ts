import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { chunksOf } from './chunks'
import { type KeyEntry, toEntry } from './key-entry'
import type { Session } from './session'

export async function findKey(session: Session, keyId: KeyId): Promise<KeyEntry | null> {
  const row = await session.db.key.findUnique({ where: { id: keyId }, omit: { sealed: true } })
  return row && toEntry(row)
}

/** Those of these keys that are known, removed ones included, in no order. */
export async function findKeys(session: Session, keyIds: readonly KeyId[]): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = []
  for (const ids of chunksOf(keyIds)) {
    const rows = await session.db.key.findMany({ where: { id: { in: ids } }, omit: { sealed: true } })
    entries.push(...rows.map(toEntry))
  }
  return entries
}

/** The keys whose secret has one of these fingerprints, removed ones included, in no order. */
export async function findKeysByFingerprint(session: Session, fingerprints: readonly string[]): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = []
  for (const chunk of chunksOf(fingerprints)) {
    const rows = await session.db.key.findMany({ where: { fingerprint: { in: chunk } }, omit: { sealed: true } })
    entries.push(...rows.map(toEntry))
  }
  return entries
}

/** A key by its secret's fingerprint, removed ones included: the same secret is never kept twice. */
export async function findKeyByFingerprint(
  session: Session,
  service: ServiceId,
  fingerprint: string,
): Promise<KeyEntry | null> {
  const row = await session.db.key.findUnique({
    where: { service_fingerprint: { service, fingerprint } },
    omit: { sealed: true },
  })
  return row && toEntry(row)
}

/** A page of keys by id. @param after the last id of the page before */
export async function listKeys(
  session: Session,
  filter: { service?: ServiceId; isRemoved?: boolean; after?: KeyId; limit: number },
): Promise<KeyEntry[]> {
  const rows = await session.db.key.findMany({
    where: {
      service: filter.service,
      removedAt: filter.isRemoved ? { not: null } : null,
      id: filter.after === undefined ? undefined : { gt: filter.after },
    },
    omit: { sealed: true },
    orderBy: { id: 'asc' },
    take: filter.limit,
  })
  return rows.map(toEntry)
}

/** The keys that were removed and are still kept, last removed first. */
export async function listRemovedKeys(
  session: Session,
  { service, limit }: { service?: ServiceId | undefined; limit: number },
): Promise<KeyEntry[]> {
  const rows = await session.db.key.findMany({
    where: { service, removedAt: { not: null } },
    omit: { sealed: true },
    orderBy: [{ removedAt: 'desc' }, { id: 'asc' }],
    take: limit,
  })
  return rows.map(toEntry)
}

/** The sealed secret of a key; `null`: unknown, or from the environment. */
export async function findSealed(session: Session, keyId: KeyId): Promise<Uint8Array | null> {
  const row = await session.db.key.findUnique({ where: { id: keyId }, select: { sealed: true } })
  return row?.sealed ?? null
}
