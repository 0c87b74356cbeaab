import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { Database, Statement } from 'better-sqlite3'
import { redeemed } from './long-text'

/** Statements that change something are few and come again; the oldest makes room for one more. */
const STATEMENTS_KEPT = 64

/** What Prisma's adapter asks of a statement that it gave its parameters to. */
type BoundStatement = Pick<Statement, 'reader' | 'run'>

/**
 * Prepares each statement that changes something once, and lets go of its parameters as soon as it ran. Prisma's adapter
 * prepares anew and binds for good: SQLite then holds a copy of every batch of attempts until the garbage collector,
 * which sees nothing of it, happens to come by.
 * Tickets become texts here, behind the adapter: it remembers the parameters of its last hundred calls.
 */
export function keepStatements(connection: SqlDriverAdapter): void {
  const database = databaseOf(connection)
  const prepare = database.prepare.bind(database)
  const kept = new Map<string, Statement>()
  const keep = (sql: string, statement: Statement) => {
    if (kept.size >= STATEMENTS_KEPT) kept.delete(kept.keys().next().value ?? '')
    kept.set(sql, statement)
  }
  const bound = (sql: string, args: readonly unknown[]): BoundStatement => {
    const statement = kept.get(sql) ?? prepare(sql)
    const texts = redeemed(args)
    // one that reads is made anew: its columns are those of the day it was prepared
    if (statement.reader) return statement.bind(texts)
    if (!kept.has(sql)) keep(sql, statement)
    return { reader: false, run: () => statement.run(texts) }
  }
  Object.assign(database, { prepare: (sql: string) => ({ bind: (args: readonly unknown[]) => bound(sql, args) }) })
}

/** Prisma's adapter has its better-sqlite3 database as `client`; a version in which it has not must be noticed here. */
function databaseOf(connection: SqlDriverAdapter): Database {
  const { client } = connection as SqlDriverAdapter & { client?: Database }
  if (typeof client?.prepare !== 'function') throw new Error('the SQLite adapter has another shape than this one knows')
  return client
}
