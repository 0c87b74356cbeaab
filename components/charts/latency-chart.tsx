'use client'

import { useTranslations } from 'next-intl'
import { gapsIn } from '@/lib/charts/gaps'
import { highest, latencyPoints } from '@/lib/charts/series'
import { valueTicks } from '@/lib/charts/ticks'
import type { Usage } from '@/lib/contract/usage'
import { ChartFrame } from './chart-frame'
import { CHART_HEIGHT, type ChartProps } from './chart-props'
import { ChartTooltip } from './chart-tooltip'
import { useChartWords } from './chart-words'
import { LazyPlot } from './lazy-plot'
import { timeAxis } from './time-axis'

/** Whole answers in one colour, first bytes in another; the median drawn through, the slow end dashed. */
const LINES = [
  { key: 'p95', colour: 'var(--kw-accent)', isDashed: true },
  { key: 'p50', colour: 'var(--kw-accent)', isDashed: false },
  { key: 'firstP95', colour: 'var(--kw-rest)', isDashed: true },
  { key: 'firstP50', colour: 'var(--kw-rest)', isDashed: false },
] as const

/** How long answers took: median and 95th percentile, to the first byte and in all. */
export function LatencyChart({ series, label, height = CHART_HEIGHT }: ChartProps & { series: Usage }) {
  const t = useTranslations('charts')
  const words = useChartWords(series.zone)
  const points = latencyPoints(series.buckets)
  const top = Math.max(...LINES.map(({ key }) => highest(points, point => [point[key]])))
  const gaps = gapsIn(points)
  const name = label ?? t('latency.label')
  const moment = (at: number) => words.moment(at, series.grain)
  const say = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : words.duration(ms))
  return (
    <ChartFrame
      label={name}
      height={height}
      legend={LINES.map(({ key, colour, isDashed }) => ({
        label: t(`latency.${key}`),
        colour,
        shape: isDashed ? 'dashed' : 'line',
      }))}
      hasGaps={gaps.length > 0}
      note={t('latency.note')}
      empty={top === 0 ? t('latency.none') : null}
      table={{
        columns: LINES.map(({ key }) => t(`latency.${key}`)),
        rows: points.map(point => ({
          at: point.at,
          label: moment(point.at),
          cells: LINES.map(({ key }) => say(point[key])),
        })),
      }}
    >
      <LazyPlot
        label={name}
        {...timeAxis(points, series.grain, words)}
        lines={LINES}
        gaps={gaps}
        valueTicks={valueTicks(top)}
        valueLabel={words.duration}
        tooltip={at => {
          const point = points.find(each => each.at === at)
          const lines = LINES.flatMap(({ key, colour, isDashed }) => {
            const value = say(point?.[key])
            const shape = isDashed ? ('dashed' as const) : ('line' as const)
            return value === null ? [] : [{ label: t(`latency.${key}`), value, colour, shape }]
          })
          const none = point?.isGap ? t('gap') : t('latency.none')
          return <ChartTooltip title={moment(at)} lines={lines} {...(lines.length === 0 && { note: none })} />
        }}
      />
    </ChartFrame>
  )
}
