import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import {
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import { keepStatements } from './sqlite-statements'

/** How long a statement waits for another process's transaction, all tries together. */
const BUSY_PATIENCE_MS = 5000
/** How long SQLite itself may wait: it blocks the event loop meanwhile, so the rest of the patience is ours. */
const BUSY_BLOCK_MS = 5
const BUSY_PAUSE_MS = 10

/**
 * Prisma's SQLite adapter with three things set right for a busy process:
 * a statement outside a transaction waits for the running one, instead of becoming part of it on the one connection;
 * a transaction takes the write lock when it begins, so that it cannot fail half-way on another process's write;
 * waiting for another process never blocks the event loop for more than `BUSY_BLOCK_MS`.
 */
export function sqliteAdapter(url: string, pragmas: readonly string[]): SqlDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url, timeout: BUSY_BLOCK_MS })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const connection = await factory.connect()
      keepStatements(connection)
      for (const pragma of pragmas) await patiently(() => connection.executeScript(`PRAGMA ${pragma}`))
      return inTurns(connection)
    },
  }
}

function inTurns(connection: SqlDriverAdapter): SqlDriverAdapter {
  const turns = new Turns()
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: query => turns.run(() => patiently(() => connection.queryRaw(query))),
    executeRaw: query => turns.run(() => patiently(() => connection.executeRaw(query))),
    executeScript: script => turns.run(() => patiently(() => connection.executeScript(script))),
    dispose: () => turns.run(() => connection.dispose()),
    async startTransaction() {
      const release = await turns.take()
      try {
        await patiently(() => connection.executeScript('BEGIN IMMEDIATE'))
      } catch (error) {
        release()
        throw error
      }
      return transactionOn(connection, release)
    },
  }
}

function transactionOn(connection: SqlDriverAdapter, release: () => void): Transaction {
  const end = async (sql: string) => {
    try {
      await afterOthers(() => connection.executeScript(sql))
    } finally {
      release()
    }
  }
  const run = async (sql: string) => {
    await connection.executeScript(sql)
  }
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    // Prisma then leaves COMMIT and ROLLBACK to us, and the turn ends whatever becomes of them.
    options: { usePhantomQuery: true },
    queryRaw: (query: SqlQuery) => afterOthers(() => connection.queryRaw(query)),
    executeRaw: (query: SqlQuery) => afterOthers(() => connection.executeRaw(query)),
    commit: () => end('COMMIT'),
    rollback: () => end('ROLLBACK'),
    createSavepoint: name => run(`SAVEPOINT ${name}`),
    rollbackToSavepoint: name => run(`ROLLBACK TO ${name}`),
    releaseSavepoint: name => run(`RELEASE ${name}`),
  }
}

/** Each statement blocks the thread while it runs: between two of them everybody else gets their turn. */
async function afterOthers<T>(run: () => Promise<T>): Promise<T> {
  await immediate()
  return run()
}

/** Tries again while another process holds the lock. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const givesUpAt = performance.now() + BUSY_PATIENCE_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || performance.now() > givesUpAt) throw error
      await sleep(BUSY_PAUSE_MS)
    }
  }
}

/** The adapter names SQLITE_BUSY and its kin so. */
function isBusy(error: unknown): boolean {
  return isDriverAdapterError(error) && error.cause.kind === 'SocketTimeout'
}

/** One at a time, first come first served. */
class Turns {
  private last: Promise<void> = Promise.resolve()

  async take(): Promise<() => void> {
    const before = this.last
    let release = () => {}
    this.last = new Promise(resolve => {
      release = resolve
    })
    await before
    return release
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.take()
    try {
      return await work()
    } finally {
      release()
    }
  }
}
