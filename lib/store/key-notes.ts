import type { KeyId } from '@/lib/engine/vocabulary'
import { listed, parseJson, textList } from './columns'
import type { Dialect, Session } from './session'

/** What people wrote down about a key: the pools know nothing of it. */
export type KeyNotes = { labels: readonly string[]; note: string | null }

const NONE: KeyNotes = { labels: [], note: null }

/** What is written about every key in sight; a key without label and note is absent. For searching. */
export async function readAllKeyNotes({ db, dialect }: Session): Promise<Map<KeyId, KeyNotes>> {
  const [answer] = await db.$queryRawUnsafe<{ rows: string | null }[]>(ALL_NOTES[dialect])
  const rows: [KeyId, string, string | null][] = JSON.parse(answer?.rows ?? '[]')
  return new Map(rows.map(([id, labels, note]) => [id, toNotes(id, labels, note)]))
}

type NotesRow = { id: KeyId; labels: string; note: string | null }

/** What is written about these keys, one answer for each: a bounded number of them. */
export async function readKeyNotes(session: Session, ids: readonly KeyId[]): Promise<Map<KeyId, KeyNotes>> {
  const text = `SELECT id, labels, note FROM keys WHERE id IN (${listed(session)})`
  const rows = await session.db.$queryRawUnsafe<NotesRow[]>(text, JSON.stringify(ids))
  const known = new Map(rows.map(({ id, labels, note }) => [id, toNotes(id, labels, note)]))
  return new Map(ids.map(id => [id, known.get(id) ?? NONE]))
}

/** One JSON text, built by the database: 10,000 keys as ordinary rows take several times as long. */
const ALL_NOTES: Record<Dialect, string> = {
  sqlite: `SELECT json_group_array(json_array(id, labels, note)) AS rows FROM keys
    WHERE removed_at IS NULL AND (labels <> '[]' OR note IS NOT NULL)`,
  postgres: `SELECT json_agg(json_build_array(id, labels, note))::text AS rows FROM keys
    WHERE removed_at IS NULL AND (labels <> '[]' OR note IS NOT NULL)`,
}

function toNotes(id: KeyId, labels: string, note: string | null): KeyNotes {
  return { labels: parseJson(textList, labels, `labels of key ${id}`), note }
}
