import type { Moment } from '@/lib/charts/series'
import { timeTicks } from '@/lib/charts/ticks'
import type { UsageGrain } from '@/lib/contract/usage'
import type { ChartWords } from './chart-words'
import type { TimePlotProps } from './plot-props'

/** Labels of the time axis at most: fewer are drawn where there is no room. */
const TICKS_MAX = 8

/** The time axis of a plot: its places, and what stands under some of them. */
export function timeAxis(
  points: readonly Moment[],
  grain: UsageGrain,
  words: ChartWords,
): Pick<TimePlotProps, 'points' | 'timeTicks' | 'timeLabel'> {
  const instants = points.map(({ at }) => at)
  return {
    points,
    timeTicks: timeTicks(instants, grain, words.zone, TICKS_MAX),
    timeLabel: at => words.tick(at, grain),
  }
}
