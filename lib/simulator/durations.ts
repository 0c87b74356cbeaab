const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** As Go programs write durations, and Groq and OpenAI with them: `1h2m3.45s`, `7.66s`, `120ms`. */
export function goDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.ceil(ms))}ms`
  const hours = Math.floor(ms / HOUR_MS)
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS)
  const seconds = trimmedSeconds(ms % MINUTE_MS)
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`
}

/** Google's protobuf duration: `38.2s`. */
export function protoDuration(ms: number): string {
  return `${trimmedSeconds(ms)}s`
}

/** Whole seconds, never earlier than the truth: Retry-After. */
export function wholeSeconds(ms: number): string {
  return String(Math.max(0, Math.ceil(ms / SECOND_MS)))
}

function trimmedSeconds(ms: number): string {
  return String(Number((ms / SECOND_MS).toFixed(3)))
}
