import { z } from 'zod'
import type { ScoreTerms } from '@/lib/engine/lease'
import { parseJson } from './columns'

/** A score as a flat JSON list in quotes, as it stands in a row: it is written for every attempt, and names would be most of it. */
export function scoreText({
  total,
  priority,
  recentSuccess,
  recentFailure,
  usage,
  recentlyUnused,
}: ScoreTerms): string {
  return `"[${total},${priority},${recentSuccess},${recentFailure},${usage},${recentlyUnused}]"`
}

const terms = z.object({
  total: z.number(),
  priority: z.number(),
  recentSuccess: z.number(),
  recentFailure: z.number(),
  usage: z.number(),
  recentlyUnused: z.number(),
})
const list = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])
/** Rows of before name their terms. */
const written = z.union([terms, list])

/** @param what names the row in the error */
export function readScore(text: string, what: string): ScoreTerms {
  const read = parseJson(written, text, what)
  if (!Array.isArray(read)) return read
  const [total, priority, recentSuccess, recentFailure, usage, recentlyUnused] = read
  return { total, priority, recentSuccess, recentFailure, usage, recentlyUnused }
}
