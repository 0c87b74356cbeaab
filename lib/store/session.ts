import type { Instant } from '@/lib/engine/vocabulary'
import type { Prisma } from './generated/sqlite/client'

export type Dialect = 'sqlite' | 'postgres'

/** Statements written out, with their values apart. */
export type RawStatements = {
  $queryRawUnsafe<T = unknown>(sql: string, ...values: unknown[]): Promise<T>
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>
}

/** Where a verb runs that needs no models: what a gateway by itself runs all the time is written so. */
export type RawSession = Omit<Session, 'db'> & { readonly db: RawStatements }

/** Where a verb runs: the database itself, or one transaction of it. Verbs take it as their first argument. */
export type Session = {
  readonly db: Prisma.TransactionClient
  readonly dialect: Dialect
  /**
   * Runs an INSERT whose one parameter is a long text, and returns how many rows it made. As `$executeRawUnsafe`, but
   * on SQLite the text goes to the driver as it is: Prisma would write it out and read it in again on the way.
   */
  insert(sql: string, text: string): Promise<number>
  readonly now: () => Instant
  /** Who writes here: each opening of the database is another, so that states written elsewhere are noticed. */
  readonly writer: string
}

/** The names of models that rollups count apart in the last hours, by service and hour. */
export type HourModels = Map<string, Set<string>>

/** An opened database. */
export type Store = Session & {
  readonly hourModels: HourModels
  /** Runs verbs in one transaction: all of them, or, when `run` throws, none. Inside, use only the session it gives. */
  transaction<T>(run: (session: Session) => Promise<T>): Promise<T>
  /** The same for verbs of raw statements: a third of the price, and Prisma's client is not loaded for it. */
  rawTransaction<T>(run: (session: RawSession) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export type StoreErrorCode =
  | 'database-is-newer'
  | 'migrations-differ'
  | 'migration-failed'
  | 'unreadable-json'
  | 'unreachable'
  /** Of backups: the file is there, cannot be written, is not whole, or is in somebody's hands. */
  | 'exists'
  | 'unwritable'
  | 'damaged'
  | 'in-use'

/** What a person must know before this database can be used; the message is one sentence for them. */
export class StoreError extends Error {
  override name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message)
  }
}
