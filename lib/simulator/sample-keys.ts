import type { SimulatedKey } from './vocabulary'

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/**
 * The keys of `npm run demo`: no real ones, in the formats of the real ones. Three or two for each service, in order
 * of their numbered names (`GROQ_API_KEY`, `GROQ_API_KEY_2`, …).
 */
export const SAMPLE_KEYS: readonly SimulatedKey[] = [
  ...[1, 2, 3].map(n => ({ service: 'groq' as const, secret: `gsk_${filler(`groq-${n}`, 52)}` })),
  ...[1, 2, 3].map(n => ({ service: 'gemini' as const, secret: `AIzaSy${filler(`gemini-${n}`, 33)}` })),
  ...[1, 2].map(n => ({ service: 'resend' as const, secret: `re_${filler(`resend-${n}`, 33)}` })),
  ...[1, 2].map(n => ({ service: 'openai' as const, secret: openaiSecret(`openai-${n}`) })),
  ...[1, 2].map(n => ({ service: 'anthropic' as const, secret: `sk-ant-api03-${filler(`anthropic-${n}`, 93)}AA` })),
]

function openaiSecret(seed: string): string {
  return `sk-proj-${filler(`${seed}-left`, 74)}T3BlbkFJ${filler(`${seed}-right`, 74)}`
}

/** The same letters for the same seed, so that a demo started again knows its keys. */
function filler(seed: string, length: number): string {
  let state = [...seed].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7)
  return Array.from({ length }, () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return ALPHABET[(state >>> 16) % ALPHABET.length]
  }).join('')
}
