const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A span of time as people read it, in at most two units: `38 s`, `4 min 05 s`, `3 h 12 min`, `2 d 4 h`. */
export function spokenWait(spanMs: number): string {
  // Seconds are rounded up, so that a wait never reads 0 before it is over.
  const span = Math.ceil(Math.max(0, spanMs) / SECOND_MS) * SECOND_MS
  if (span < MINUTE_MS) return `${span / SECOND_MS} s`
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)} min ${pad(Math.floor((span % MINUTE_MS) / SECOND_MS))} s`
  if (span < DAY_MS) return `${Math.floor(span / HOUR_MS)} h ${pad(Math.floor((span % HOUR_MS) / MINUTE_MS))} min`
  return `${Math.floor(span / DAY_MS)} d ${Math.floor((span % DAY_MS) / HOUR_MS)} h`
}

/** The same in its largest unit alone, for things that lie in the past: `38 s`, `4 min`, `3 h`, `2 d`. */
export function roughWait(spanMs: number): string {
  const span = Math.max(0, spanMs)
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)} s`
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)} min`
  if (span < DAY_MS) return `${Math.floor(span / HOUR_MS)} h`
  return `${Math.floor(span / DAY_MS)} d`
}

const pad = (count: number) => String(count).padStart(2, '0')
