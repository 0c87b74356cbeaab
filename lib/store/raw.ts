import {
  type ArgType,
  ColumnTypeEnum,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type { RawStatements } from './session'

/**
 * Statements written out, straight on the driver adapter: values go in and come out as by Prisma's own raw statements,
 * and no query engine (30 MB and 100 ms of each thread) is loaded for them.
 */
export function rawOn(queryable: SqlQueryable): RawStatements {
  return {
    $queryRawUnsafe: async <T>(sql: string, ...values: unknown[]) => {
      const answer = await queryable.queryRaw(asQuery(sql, values)).catch(failPlainly)
      return asRows<T>(rowsOf(answer))
    },
    $executeRawUnsafe: (sql, ...values) => queryable.executeRaw(asQuery(sql, values)).catch(failPlainly),
  }
}

/** Runs verbs of raw statements in one transaction: all of them, or, when `run` throws, none. */
export async function inTransaction<T>(adapter: SqlDriverAdapter, run: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await adapter.startTransaction()
  let answer: T
  try {
    answer = await run(tx)
  } catch (error) {
    await endTransaction(tx, 'rollback')
    throw error
  }
  await endTransaction(tx, 'commit')
  return answer
}

/** An adapter either ends its transactions itself or, without "phantom queries", leaves the statement to its caller. */
export async function endTransaction(tx: Transaction, how: 'commit' | 'rollback'): Promise<void> {
  if (!tx.options.usePhantomQuery) await tx.executeRaw(asQuery(how.toUpperCase(), []))
  await tx[how]()
}

function asQuery(sql: string, values: readonly unknown[]): SqlQuery {
  return { sql, args: [...values], argTypes: values.map(typeOf) }
}

function typeOf(value: unknown): ArgType {
  const scalarType = SCALAR_TYPES[typeof value] ?? 'unknown'
  return { scalarType, arity: 'scalar' }
}

const SCALAR_TYPES: Readonly<Record<string, ArgType['scalarType']>> = {
  string: 'string',
  bigint: 'bigint',
  boolean: 'boolean',
}

function rowsOf({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  return rows.map(row =>
    Object.fromEntries(columnNames.map((name, index) => [name, converted(row[index], columnTypes[index])])),
  )
}

function converted(value: unknown, type: SqlResultSet['columnTypes'][number] | undefined): unknown {
  if (type === ColumnTypeEnum.Int64 && (typeof value === 'number' || typeof value === 'string')) return BigInt(value)
  if (type === ColumnTypeEnum.Json && typeof value === 'string') return JSON.parse(value)
  return value
}

/** What a statement's columns are called and hold is its writer's to know, as with Prisma's raw statements. */
function asRows<T>(rows: unknown): T {
  return rows as T
}

/** The driver's own words, in place of the name the adapter has for them. */
function failPlainly(error: unknown): never {
  if (isDriverAdapterError(error)) {
    throw new Error(error.cause.originalMessage ?? error.message, { cause: error })
  }
  throw error
}
