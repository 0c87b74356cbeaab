import type { Moment } from './series'

/** Neighbouring gaps as one: its first and its last place on the axis. */
export type Gap = { from: number; to: number }

export function gapsIn(points: readonly Moment[]): Gap[] {
  const gaps: Gap[] = []
  let open: Gap | null = null
  for (const { at, isGap } of points) {
    if (!isGap) open = null
    else if (open) open.to = at
    else {
      open = { from: at, to: at }
      gaps.push(open)
    }
  }
  return gaps
}
