import { randomUUID } from 'node:crypto'
import { isDriverAdapterError, type SqlDriverAdapter, type SqlQueryable } from '@prisma/driver-adapter-utils'
import type { Migration } from './generated/migrations'
import { endTransaction } from './raw'
import { type Dialect, StoreError } from './session'

/** The number under which Prisma's own command line locks a Postgres database while it migrates. */
const PRISMA_LOCK_ID = 72_707_369

/**
 * Brings a database up to date and returns the names of what was applied. All pending migrations and their rows in
 * `_prisma_migrations` (the table of Prisma's command line, which reads it afterwards) are one transaction under a
 * lock: a crash leaves nothing half-done, and of two processes starting at once one waits and finds nothing to do.
 */
export async function migrate(
  adapter: SqlDriverAdapter,
  dialect: Dialect,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  if (pending(await readApplied(adapter), migrations).length === 0) return []
  const tx = await adapter.startTransaction()
  try {
    if (dialect === 'postgres') await run(tx, `SELECT pg_advisory_xact_lock(${PRISMA_LOCK_ID})::text`)
    await run(tx, CREATE_TABLE[dialect])
    const wanted = pending(await readApplied(tx), migrations)
    for (const migration of wanted) await apply(tx, dialect, migration)
    await endTransaction(tx, 'commit')
    return wanted.map(({ name }) => name)
  } catch (error) {
    await endTransaction(tx, 'rollback')
    throw error
  }
}

/** Prisma's own definition of the table. */
const CREATE_TABLE: Record<Dialect, string> = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
  )`,
  postgres: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`,
}

const NOW: Record<Dialect, string> = { sqlite: "CAST(unixepoch('subsec') * 1000 AS INTEGER)", postgres: 'now()' }

type Applied = { name: string; checksum: string; isFinished: boolean }

/** `null`: the database is new. */
async function readApplied(queryable: SqlQueryable): Promise<readonly Applied[] | null> {
  const sql = `SELECT migration_name, checksum, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`
  try {
    const { rows } = await queryable.queryRaw({ sql, args: [], argTypes: [] })
    return rows.map(([name, checksum, finished]) => ({
      name: String(name),
      checksum: String(checksum),
      isFinished: Number(finished) === 1,
    }))
  } catch (error) {
    if (isDriverAdapterError(error) && error.cause.kind === 'TableDoesNotExist') return null
    throw error
  }
}

function pending(applied: readonly Applied[] | null, migrations: readonly Migration[]): readonly Migration[] {
  const known = new Map(migrations.map(migration => [migration.name, migration]))
  for (const { name, checksum, isFinished } of applied ?? []) {
    const migration = known.get(name)
    if (!migration) {
      throw new StoreError(
        'database-is-newer',
        `The database was last used by a newer Keywheel (its migration ${name} is unknown here): start that version.`,
      )
    }
    if (!isFinished) {
      throw new StoreError('migration-failed', `The migration ${name} was begun with another tool and never finished.`)
    }
    if (migration.checksum !== checksum) {
      throw new StoreError('migrations-differ', `The migration ${name} is not the one this database was made with.`)
    }
  }
  const names = new Set(applied?.map(({ name }) => name))
  return migrations.filter(({ name }) => !names.has(name))
}

async function apply(tx: SqlQueryable, dialect: Dialect, { name, checksum, sql }: Migration): Promise<void> {
  for (const statement of statements(sql)) await run(tx, statement)
  await run(
    tx,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ('${randomUUID()}', '${checksum}', '${name}', ${NOW[dialect]}, ${NOW[dialect]}, 1)`,
  )
}

/** Our migrations are generated: a statement ends with a semicolon at the end of a line, and nothing else does. */
function statements(sql: string): string[] {
  return sql
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
}

async function run(queryable: SqlQueryable, sql: string): Promise<void> {
  await queryable.queryRaw({ sql, args: [], argTypes: [] })
}
