import { z } from 'zod'
import { type Examination, LIVES } from '@/lib/contract/key-test'
import { type Instant, type KeyId, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { chunksOf } from './chunks'
import { fromColumn } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { Session } from './session'

/** What the free probe said of a key, and when. */
export type KeyCheck = Examination & { keyId: KeyId; at: Instant }

/** Keeps each key's newest check; of two at once the later stays. */
export async function saveKeyChecks(session: Session, checks: readonly KeyCheck[]): Promise<void> {
  if (checks.length === 0) return
  const columns: readonly JsonColumn<KeyCheck>[] = [
    { name: 'key_id', type: 'text', read: ({ keyId }) => keyId },
    { name: 'at', type: 'integer', read: ({ at }) => at },
    { name: 'life', type: 'text', read: ({ life }) => life },
    { name: 'outcome', type: 'text', read: ({ outcome }) => outcome },
    { name: 'status', type: 'integer', read: ({ status }) => status },
    { name: 'duration_ms', type: 'real', read: ({ durationMs }) => durationMs },
  ]
  const sql = `${insertFromJson(session.dialect, 'key_checks', columns)}
    ON CONFLICT (key_id) DO UPDATE SET at = excluded.at, life = excluded.life, outcome = excluded.outcome,
      status = excluded.status, duration_ms = excluded.duration_ms
    WHERE key_checks.at <= excluded.at`
  const ordered = [...checks].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, ordered))
}

/** The last checks of these keys; of those never checked, none. */
export async function findKeyChecks(session: Session, keyIds: readonly KeyId[]): Promise<KeyCheck[]> {
  const checks: KeyCheck[] = []
  for (const ids of chunksOf(keyIds)) {
    const rows = await session.db.keyCheck.findMany({ where: { keyId: { in: ids } } })
    checks.push(...rows.map(toCheck))
  }
  return checks
}

/** The newest checks that found a key refused, or did not learn of it. */
export async function listKeyTroubles(session: Session, life: 'rejected' | 'unknown', limit: number) {
  const rows = await session.db.keyCheck.findMany({ where: { life }, orderBy: { at: 'desc' }, take: limit })
  return rows.map(toCheck)
}

/** What was said of a key's secret says nothing of its next one. */
export async function forgetKeyCheck(session: Session, keyId: KeyId): Promise<void> {
  await session.db.keyCheck.deleteMany({ where: { keyId } })
}

const stored = z.object({ life: z.enum(LIVES), outcome: z.enum(OUTCOME_KINDS).nullable().catch(null) })
type Row = Awaited<ReturnType<Session['db']['keyCheck']['findMany']>>[number]

function toCheck({ keyId, at, status, durationMs, ...said }: Row): KeyCheck {
  return { keyId, at: fromColumn(at), status, durationMs, ...stored.parse(said) }
}
