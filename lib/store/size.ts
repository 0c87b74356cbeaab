import { z } from 'zod'
import type { Session } from './session'

const SIZE_SQL = {
  sqlite: `SELECT page_count * page_size AS bytes, freelist_count * page_size AS free
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`,
  postgres: 'SELECT pg_database_size(current_database()) AS bytes, NULL AS free',
} as const
const sizeSchema = z.array(z.object({ bytes: z.coerce.number(), free: z.coerce.number().nullable().catch(null) }))

export type DatabaseSize = {
  bytes: number | null
  /** Of these, left by what was forgotten and taken again by what comes; `null`: not known. */
  freeBytes: number | null
}

/** How much room the database takes. */
export async function databaseSize({ db, dialect }: Session): Promise<DatabaseSize> {
  const rows = sizeSchema.safeParse(await db.$queryRawUnsafe(SIZE_SQL[dialect]))
  const { bytes = null, free = null } = rows.data?.[0] ?? {}
  return { bytes, freeBytes: dialect === 'sqlite' ? free : null }
}
