import { z } from 'zod'
import type { Session } from './session'

const SIZE_SQL = {
  sqlite: 'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  postgres: 'SELECT pg_database_size(current_database()) AS bytes',
} as const
const sizeSchema = z.array(z.object({ bytes: z.coerce.number() }))

/** How much room the database takes; `null` when it does not say. */
export async function databaseBytes({ db, dialect }: Session): Promise<number | null> {
  const rows = sizeSchema.safeParse(await db.$queryRawUnsafe(SIZE_SQL[dialect]))
  return rows.data?.[0]?.bytes ?? null
}
