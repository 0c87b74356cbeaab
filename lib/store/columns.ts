import { z } from 'zod'
import { StoreError } from './session'

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
