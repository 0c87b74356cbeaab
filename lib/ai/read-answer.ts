import type { z } from 'zod'
import { describeIssues } from '@/lib/contract/sentence'

export type Reading = { kind: 'fits'; answer: unknown } | { kind: 'unfit'; reason: string }

/** Deeper than any schema of ours. */
const DEPTH_MAX = 32
/** Longer than any CV. */
const ANSWER_MAX_CHARS = 200_000

/** Reads a model's text as what its schema says. The reason shows no value of the text. */
export function readAnswer(text: string, schema: z.ZodType): Reading {
  if (text.trim() === '') return { kind: 'unfit', reason: 'the answer is empty' }
  if (text.length > ANSWER_MAX_CHARS) return { kind: 'unfit', reason: 'the answer is too long' }
  const value = parseJson(text)
  if (value === undefined) return { kind: 'unfit', reason: 'the answer is not one whole JSON value' }
  const parsed = schema.safeParse(withoutNulls(value, 0))
  return parsed.success
    ? { kind: 'fits', answer: parsed.data }
    : { kind: 'unfit', reason: describeIssues(parsed.error).slice(0, REASON_MAX_CHARS) }
}

const REASON_MAX_CHARS = 400

function parseJson(text: string): unknown {
  try {
    return JSON.parse(unfenced(text.trim()))
  } catch {
    return undefined
  }
}

const FENCE = '```'

/** Some models put a fence around what they were asked to give bare. */
function unfenced(text: string): string {
  if (!text.startsWith(FENCE) || !text.endsWith(FENCE) || text.length < 2 * FENCE.length) return text
  const inside = text.slice(FENCE.length, -FENCE.length)
  return inside.startsWith('json') ? inside.slice('json'.length) : inside
}

/** Models write `null` for what they leave out. */
function withoutNulls(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.filter(item => item !== null).map(item => withoutNulls(item, depth + 1))
  const entries = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutNulls(inner, depth + 1)]))
}
