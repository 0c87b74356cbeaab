import type { ServiceId } from '@/lib/engine/vocabulary'
import type { Dialect, Session } from './session'

/** The name of every key, or of every key of one service, those that were removed included. */
export async function listKeyNames(
  { db, dialect }: Session,
  service: ServiceId | null,
): Promise<[service: ServiceId, name: string][]> {
  const [answer] = await db.$queryRawUnsafe<{ rows: string | null }[]>(ALL_NAMES[dialect], service)
  return JSON.parse(answer?.rows ?? '[]')
}

/** One JSON text, built by the database: 10,000 keys as ordinary rows take several times as long. */
const ALL_NAMES: Record<Dialect, string> = {
  sqlite: `SELECT json_group_array(json_array(service, name)) AS rows FROM keys WHERE service = COALESCE(?, service)`,
  postgres: `SELECT json_agg(json_build_array(service, name))::text AS rows FROM keys
    WHERE service = COALESCE(CAST($1 AS text), service)`,
}
