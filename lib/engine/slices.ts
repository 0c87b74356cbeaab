import type { Instant } from './vocabulary'

/** Counting over a sliding window in slices: a few numbers instead of one instant per event. */
export type SliceSpan = { windowMs: number; sliceMs: number }

type Slice = { startedAt: Instant }

/**
 * Whether a slice may still hold something that happened in the last `windowMs`: true until its last moment has left
 * the window. A slice further ahead than one window was left by a clock that has since jumped back; it no longer counts,
 * so that such a jump blocks nobody for longer than the window.
 */
export function isRecent(slice: Slice, now: Instant, span: SliceSpan): boolean {
  return leavesWindowAt(slice, span) > now && slice.startedAt <= now + span.windowMs
}

/** The instant from which on a slice counts no more. */
export function leavesWindowAt(slice: Slice, span: SliceSpan): Instant {
  return slice.startedAt + span.sliceMs + span.windowMs
}

/** When one of these slices, left by a clock that was ahead, begins to count; `Infinity` when none waits for that. */
export function countsAgainAt(slices: readonly Slice[], now: Instant, span: SliceSpan): Instant {
  const first = slices.find(({ startedAt }) => startedAt > now + span.windowMs)
  return first === undefined ? Number.POSITIVE_INFINITY : first.startedAt - span.windowMs
}

/**
 * The slices with the one of `now` grown (`grow` gets it empty when it is new) and the spent ones dropped, oldest first.
 * After a jump back there may be slices ahead of it: each event stays in the slice of its own time.
 */
export function addToSlices<S extends Slice>(
  slices: readonly S[],
  now: Instant,
  span: SliceSpan,
  empty: (startedAt: Instant) => S,
  grow: (slice: S) => S,
): readonly S[] {
  const startedAt = Math.floor(now / span.sliceMs) * span.sliceMs
  const newest = slices.at(-1)
  const oldest = slices[0]
  // nearly always the newest grows and none is spent
  if (newest?.startedAt === startedAt && oldest !== undefined && isRecent(oldest, now, span)) {
    return slices.with(slices.length - 1, grow(newest))
  }
  const recent = slices.filter(slice => isRecent(slice, now, span))
  let at = recent.length - 1
  while (at >= 0 && (recent[at]?.startedAt ?? 0) > startedAt) at--
  const present = recent[at]
  if (present?.startedAt === startedAt) recent[at] = grow(present)
  else recent.splice(at + 1, 0, grow(empty(startedAt)))
  return recent
}
