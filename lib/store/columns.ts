import { z } from 'zod'
import { type RawSession, StoreError } from './session'

/** Counts and instants are 64 bits wide in the database; ours are exact up to 2^53. */
export function toColumn(value: number): bigint
export function toColumn(value: number | null): bigint | null
export function toColumn(value: number | null): bigint | null {
  return value === null ? null : BigInt(Math.round(value))
}

export function fromColumn(value: bigint): number
export function fromColumn(value: bigint | null): number | null
export function fromColumn(value: bigint | null): number | null {
  return value === null ? null : Number(value)
}

/** Where a value of a written-out statement goes. @param number from 1 */
export function place({ dialect }: Pick<RawSession, 'dialect'>, number: number): string {
  return dialect === 'sqlite' ? '?' : `$${number}`
}

/** The texts of a JSON list that is a statement's first value, for `IN`. */
export function listed({ dialect }: Pick<RawSession, 'dialect'>): string {
  return dialect === 'sqlite' ? 'SELECT value FROM json_each(?)' : 'SELECT jsonb_array_elements_text(CAST($1 AS jsonb))'
}

/** A row of a written-out statement, by its columns. */
export type ColumnRow = Readonly<Record<string, unknown>>

/** The same row under the names that the models have for its columns: `created_at` is `createdAt`. */
export function asFields<Row>(row: ColumnRow): Row {
  const fields = Object.entries(row).map(([column, value]) => [column.replace(/_([a-z0-9])/g, upperCase), value])
  return Object.fromEntries(fields) as Row
}

const upperCase = (_: string, letter: string) => letter.toUpperCase()

/** Stored JSON, parsed. @param what names the row in the error */
export function parseJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(jsonOrUndefined(text))
  if (parsed.success) return parsed.data
  throw new StoreError('unreadable-json', `The stored ${what} cannot be read: ${z.prettifyError(parsed.error)}.`)
}

export const textList = z.array(z.string())

export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
