import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Instant } from '@/lib/engine/vocabulary'
import { postgresMigrations, sqliteMigrations } from './generated/migrations'
import type { PrismaClient } from './generated/sqlite/client'
import { byTicket } from './long-text'
import { migrate } from './migrate'
import type { Dialect, Session, Store } from './session'
import { sqliteAdapter } from './sqlite-adapter'
import { asUnreachable } from './unreachable'

/** A transaction waits this long for its turn, and may then take this long. */
const TURN_MS = 15_000
const TRANSACTION_MS = 30_000
const CONNECT_MS = 5000
const STATEMENT_MS = 30_000
const POSTGRES_CONNECTIONS = 10

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
  const client = await makeClient(url, dialect)
  const writer = randomUUID()
  const on = (db: Session['db']): Session => ({
    db,
    dialect,
    insert: (sql, text) => {
      const send = (sent: string) => db.$executeRawUnsafe(sql, sent)
      return dialect === 'sqlite' ? byTicket(text, send) : send(text)
    },
    now,
    writer,
  })
  return {
    ...on(client),
    hourModels: new Map(),
    transaction: run => client.$transaction(db => run(on(db)), { maxWait: TURN_MS, timeout: TRANSACTION_MS }),
    close: () => client.$disconnect(),
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
  const factory =
    dialect === 'sqlite' ? sqliteAdapter(url, ['journal_mode = WAL', 'foreign_keys = OFF']) : postgres(url)
  const adapter = await factory.connect()
  try {
    await migrate(adapter, dialect, dialect === 'sqlite' ? sqliteMigrations : postgresMigrations)
  } catch (error) {
    throw asUnreachable(error, url)
  } finally {
    await adapter.dispose()
  }
}

async function makeClient(url: string, dialect: Dialect): Promise<PrismaClient> {
  if (dialect === 'postgres') {
    const { PrismaClient: Client } = await import('./generated/postgres/client')
    return asOneClient(new Client({ adapter: postgres(url) }))
  }
  const { PrismaClient: Client } = await import('./generated/sqlite/client')
  return new Client({ adapter: sqliteAdapter(url, SQLITE_PRAGMAS) })
}

/** Both clients are generated from one schema, so what the rooms' verbs use of them is the same. */
function asOneClient(client: unknown): PrismaClient {
  return client as PrismaClient
}

function postgres(url: string): SqlDriverAdapterFactory {
  return new PrismaPg(
    {
      connectionString: url,
      max: POSTGRES_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      keepAlive: true,
    },
    // A connection lost while idle is opened anew by the pool; without a listener it would end the process.
    { onPoolError: () => {}, onConnectionError: () => {} },
  )
}
