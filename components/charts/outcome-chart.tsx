'use client'

import { useTranslations } from 'next-intl'
import { OUTCOME_COLOURS } from '@/lib/charts/colours'
import { gapsIn } from '@/lib/charts/gaps'
import { groupsIn, highest, type OutcomePoint, outcomePoints } from '@/lib/charts/series'
import { valueTicks } from '@/lib/charts/ticks'
import { OUTCOME_GROUPS, type Usage } from '@/lib/contract/usage'
import { ChartFrame } from './chart-frame'
import { CHART_HEIGHT, type ChartProps } from './chart-props'
import { ChartTooltip } from './chart-tooltip'
import { useChartWords } from './chart-words'
import { LazyPlot } from './lazy-plot'
import { timeAxis } from './time-axis'

/** Attempts over time, stacked by what they came to. */
export function OutcomeChart({ series, label, height = CHART_HEIGHT }: ChartProps & { series: Usage }) {
  const t = useTranslations('charts')
  const words = useChartWords(series.zone)
  const points = outcomePoints(series.buckets)
  const groups = groupsIn(points)
  const top = highest(points, totalOf)
  const gaps = gapsIn(points)
  const name = label ?? t('outcome.label')
  const moment = (at: number) => words.moment(at, series.grain)
  const cellsOf = (point: OutcomePoint) => groups.map(group => cell(point[group], words.whole))
  return (
    <ChartFrame
      label={name}
      height={height}
      legend={groups.map(group => ({ label: t(`outcome.${group}`), colour: OUTCOME_COLOURS[group] }))}
      hasGaps={gaps.length > 0}
      empty={top === 0 ? t('none') : null}
      table={{
        columns: [...groups.map(group => t(`outcome.${group}`)), t('outcome.total')],
        rows: points.map(point => ({
          at: point.at,
          label: moment(point.at),
          cells: [...cellsOf(point), point.isGap ? null : words.whole(sumOf(point))],
        })),
      }}
    >
      <LazyPlot
        label={name}
        {...timeAxis(points, series.grain, words)}
        bars={groups.map(group => ({ key: group, colour: OUTCOME_COLOURS[group] }))}
        gaps={gaps}
        valueTicks={valueTicks(top)}
        valueLabel={words.short}
        tooltip={at => {
          const point = points.find(each => each.at === at)
          if (!point || point.isGap) return <ChartTooltip title={moment(at)} lines={[]} note={t('gap')} />
          const lines = groups.map(group => ({
            label: t(`outcome.${group}`),
            value: words.whole(point[group] ?? 0),
            colour: OUTCOME_COLOURS[group],
          }))
          return <ChartTooltip title={moment(at)} lines={lines.reverse()} />
        }}
      />
    </ChartFrame>
  )
}

const totalOf = (point: OutcomePoint) => OUTCOME_GROUPS.map(group => point[group])
const sumOf = (point: OutcomePoint) => totalOf(point).reduce<number>((sum, each) => sum + (each ?? 0), 0)
const cell = (value: number | undefined, say: (value: number) => string) => (value === undefined ? null : say(value))
