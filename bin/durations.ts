const SECOND_MS = 1000
const STEPS = [
  { unit: 'd', ms: 86_400 * SECOND_MS },
  { unit: 'h', ms: 3600 * SECOND_MS },
  { unit: 'min', ms: 60 * SECOND_MS },
  { unit: 's', ms: SECOND_MS },
] as const

/** A duration in its two largest units, rounded up to the second: `1 h 12 min`, `38 s`. */
export function durationText(durationMs: number): string {
  let rest = Math.max(0, Math.ceil(durationMs / SECOND_MS)) * SECOND_MS
  const parts: string[] = []
  for (const { unit, ms } of STEPS) {
    const count = Math.floor(rest / ms)
    rest -= count * ms
    if (count > 0) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.join(' ') || '0 s'
}

/** Since when, as seen from `now`; both ISO instants. */
export function agoText(at: string | null, now: string): string {
  return at === null
    ? 'never'
    : `${durationText(Math.floor((Date.parse(now) - Date.parse(at)) / SECOND_MS) * SECOND_MS)} ago`
}

/** Until when, as seen from `now`; both ISO instants. */
export function untilText(at: string, now: string): string {
  return durationText(Date.parse(at) - Date.parse(now))
}
