import { z } from 'zod'
import { plainLine } from '@/lib/contract/plain-line'

/** Fields that several tasks take, with their limits. */

export const CV_MAX_CHARS = 30_000
const CV_MIN_CHARS = 20
const ADVERTISEMENT_MAX_CHARS = 15_000
const LANGUAGE_MAX_CHARS = 40
const LINE_MAX_CHARS = 120

const TONES = ['professional', 'friendly', 'confident', 'plain'] as const

export const cv = z
  .string()
  .trim()
  .min(CV_MIN_CHARS)
  .max(CV_MAX_CHARS)
  .describe('The CV: plain text, Markdown or JSON.')

export const advertisement = z.string().trim().max(ADVERTISEMENT_MAX_CHARS)

export const language = plainLine().min(2).max(LANGUAGE_MAX_CHARS)

export const line = plainLine().min(1).max(LINE_MAX_CHARS)

export const tone = z.enum(TONES).default('professional')

/** Of an answer: text that says something. */
export const text = (maxChars: number) => z.string().trim().min(1).max(maxChars)
