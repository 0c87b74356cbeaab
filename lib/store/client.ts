import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Instant } from '@/lib/engine/vocabulary'
import { postgresMigrations, sqliteMigrations } from './generated/migrations'
import { byTicket } from './long-text'
import { migrate } from './migrate'
import { openModels } from './models'
import { inTransaction, rawOn } from './raw'
import type { Dialect, RawStatements, Store } from './session'
import { asUnreachable } from './unreachable'

/** A transaction waits this long for its turn, and may then take this long. */
const TURN_MS = 15_000
const TRANSACTION_MS = 30_000
const TIMES = { maxWait: TURN_MS, timeout: TRANSACTION_MS }

// NORMAL with a write-ahead log: a killed process loses nothing committed; only a power cut may lose the last moments.
const SQLITE_PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON', 'temp_store = MEMORY']

/**
 * Opens the database, making it and bringing it up to date where needed.
 * @param url `file:` and a path, or `postgresql://…`
 * @throws StoreError when the database is another version's or does not answer; else the driver's error
 */
export async function openStore({ url, now }: { url: string; now: () => Instant }): Promise<Store> {
  const dialect: Dialect = /^postgres(ql)?:/.test(url) ? 'postgres' : 'sqlite'
  if (dialect === 'sqlite') makeFile(url)
  await bringUpToDate(url, dialect)
  const adapter = await (await adapterFor(url, dialect, SQLITE_PRAGMAS)).connect()
  const raw = rawOn(adapter)
  const models = openModels(dialect, adapter, raw)
  const writer = randomUUID()
  const on = <T extends RawStatements>(db: T) => ({
    db,
    dialect,
    insert: (sql: string, text: string) => {
      const send = (sent: string) => db.$executeRawUnsafe(sql, sent)
      return dialect === 'sqlite' ? byTicket(text, send) : send(text)
    },
    now,
    writer,
  })
  return {
    ...on(models.db),
    hourModels: new Map(),
    transaction: async run => (await models.client()).$transaction(db => run(on(db)), TIMES),
    rawTransaction: run => inTransaction(adapter, tx => run(on(rawOn(tx)))),
    close: async () => {
      await models.close()
      await adapter.dispose()
    },
  }
}

/** Only the account that runs us may read the database: it names keys, callers and operators. */
function makeFile(url: string): void {
  const path = url.replace(/^file:/, '')
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}

async function bringUpToDate(url: string, dialect: Dialect): Promise<void> {
  // Rebuilding a table drops the old one, which must not cascade to the rows that point to it.
  const factory = await adapterFor(url, dialect, ['journal_mode = WAL', 'foreign_keys = OFF'])
  const adapter = await factory.connect()
  try {
    await migrate(adapter, dialect, dialect === 'sqlite' ? sqliteMigrations : postgresMigrations)
  } catch (error) {
    throw asUnreachable(error, url)
  } finally {
    await adapter.dispose()
  }
}

/** Only the driver of this kind of database is loaded. */
async function adapterFor(url: string, dialect: Dialect, pragmas: readonly string[]): Promise<SqlDriverAdapterFactory> {
  if (dialect === 'postgres') return (await import('./postgres-adapter')).postgresAdapter(url)
  return (await import('./sqlite-adapter')).sqliteAdapter(url, pragmas)
}
