'use client'

import { useTranslations } from 'next-intl'
import { gapsIn } from '@/lib/charts/gaps'
import { highest, spendingPoints } from '@/lib/charts/series'
import { valueTicks } from '@/lib/charts/ticks'
import type { Usage } from '@/lib/contract/usage'
import { ChartFrame } from './chart-frame'
import { CHART_HEIGHT, type ChartProps } from './chart-props'
import { ChartTooltip } from './chart-tooltip'
import { useChartWords } from './chart-words'
import { LazyPlot } from './lazy-plot'
import { timeAxis } from './time-axis'

const BARS = [
  { key: 'tokensIn', colour: 'var(--kw-chart-caller)' },
  { key: 'tokensOut', colour: 'var(--kw-chart-service)' },
] as const

/** Tokens in and out over time, and what they cost. */
export function SpendingChart({ series, label, height = CHART_HEIGHT }: ChartProps & { series: Usage }) {
  const t = useTranslations('charts')
  const words = useChartWords(series.zone)
  const points = spendingPoints(series.buckets)
  const top = highest(points, ({ tokensIn, tokensOut }) => [tokensIn, tokensOut])
  const gaps = gapsIn(points)
  const name = label ?? t('spending.label')
  const moment = (at: number) => words.moment(at, series.grain)
  const say = (value: number | undefined) => (value === undefined ? null : words.whole(value))
  const cost = (value: number | undefined) => (value === undefined ? null : words.usd(value))
  const tokens = highest([points], () => points.map(({ tokensIn = 0, tokensOut = 0 }) => tokensIn + tokensOut))
  const spent = highest([points], () => points.map(({ costUsd }) => costUsd))
  return (
    <ChartFrame
      label={name}
      height={height}
      legend={BARS.map(({ key, colour }) => ({ label: t(`spending.${key}`), colour }))}
      hasGaps={gaps.length > 0}
      note={t('spending.total', { tokens, cost: words.usd(spent) })}
      empty={top === 0 ? t('spending.none') : null}
      table={{
        columns: [...BARS.map(({ key }) => t(`spending.${key}`)), t('spending.cost')],
        rows: points.map(point => ({
          at: point.at,
          label: moment(point.at),
          cells: [...BARS.map(({ key }) => say(point[key])), cost(point.costUsd)],
        })),
      }}
    >
      <LazyPlot
        label={name}
        {...timeAxis(points, series.grain, words)}
        bars={BARS}
        gaps={gaps}
        valueTicks={valueTicks(top)}
        valueLabel={words.short}
        tooltip={at => {
          const point = points.find(each => each.at === at)
          if (!point || point.isGap) return <ChartTooltip title={moment(at)} lines={[]} note={t('gap')} />
          const lines = BARS.map(({ key, colour }) => {
            return { label: t(`spending.${key}`), value: words.whole(point[key] ?? 0), colour }
          })
          const price = { label: t('spending.cost'), value: words.usd(point.costUsd ?? 0) }
          return <ChartTooltip title={moment(at)} lines={[...lines, price]} />
        }}
      />
    </ChartFrame>
  )
}
