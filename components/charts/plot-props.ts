import type { ReactNode } from 'react'
import type { Gap } from '@/lib/charts/gaps'
import type { Moment } from '@/lib/charts/series'

type PlotSeries = { key: string; colour: string; isFaint?: boolean; isDashed?: boolean }
type PlotMark = { value: number; label: string; colour: string; isDashed?: boolean }

export type TimePlotProps = {
  label: string
  /** One for each place on the time axis, oldest first. */
  points: readonly Moment[]
  /** Stacked in this order, from below. */
  bars?: readonly PlotSeries[]
  lines?: readonly PlotSeries[]
  marks?: readonly PlotMark[]
  gaps: readonly Gap[]
  timeTicks: readonly number[]
  valueTicks: readonly number[]
  timeLabel(at: number): string
  valueLabel(value: number): string
  /** What is said of the place under the pointer, or that the arrow keys reach. */
  tooltip(at: number): ReactNode
}
