'use client'

import { useTranslations } from 'next-intl'
import { gapsIn } from '@/lib/charts/gaps'
import { dailyUse, hourlyUse, type UsePoint, WARN_SHARE } from '@/lib/charts/limit-use'
import { highest } from '@/lib/charts/series'
import { valueTicks } from '@/lib/charts/ticks'
import type { Usage } from '@/lib/contract/usage'
import { ChartFrame } from './chart-frame'
import { CHART_HEIGHT, type ChartProps } from './chart-props'
import { ChartTooltip } from './chart-tooltip'
import { useChartWords } from './chart-words'
import { LazyPlot } from './lazy-plot'
import { timeAxis } from './time-axis'

type UsageChartProps = ChartProps & {
  /** By hour (each bar stands on what its day had used before) or by day. */
  series: Usage
  /** Per quota day; `null`: none is set. */
  limit: number | null
  /** Whose limit it is, where keys share it. */
  account?: string | null
  /** The key's own, or the accent. */
  colour?: string
}

/** Use of a daily limit over time, with the limit and its 80 % mark. */
export function UsageChart({
  series,
  limit,
  account = null,
  colour = ACCENT,
  label,
  height = CHART_HEIGHT,
}: UsageChartProps) {
  const t = useTranslations('charts')
  const words = useChartWords(series.zone)
  const isDaily = series.grain === 'day'
  const points = isDaily ? dailyUse(series.buckets) : hourlyUse(series.buckets, series.zone)
  const used = highest(points, ({ before, added }) => [before, added])
  const gaps = gapsIn(points)
  const name = label ?? t(isDaily ? 'usage.dayLabel' : 'usage.hourLabel')
  const added = t('usage.added', { grain: isDaily ? 'day' : 'hour' })
  const moment = (at: number) => words.moment(at, series.grain)
  const shareOf = (point: UsePoint) => (limit === null ? null : words.percent(totalOf(point) / limit))
  const bars = [
    { key: 'before', colour, isFaint: true },
    { key: 'added', colour },
  ].slice(isDaily ? 1 : 0)
  const legend = [
    { label: added, colour },
    ...(isDaily ? [] : [{ label: t('usage.before'), colour: `color-mix(in srgb, ${colour} 28%, transparent)` }]),
  ]
  const sharing = account === null ? undefined : t('usage.shared', { account })
  const note = limit === null ? t('usage.noLimit') : sharing
  return (
    <ChartFrame
      label={name}
      height={height}
      legend={legend}
      hasGaps={gaps.length > 0}
      {...(note !== undefined && { note })}
      empty={used === 0 ? t('none') : null}
      table={{
        columns: [added, t('usage.total'), t('usage.share')],
        rows: points.map(point => ({
          at: point.at,
          label: moment(point.at),
          cells: point.isGap
            ? [null, null, null]
            : [words.whole(point.added ?? 0), words.whole(totalOf(point)), shareOf(point)],
        })),
      }}
    >
      <LazyPlot
        label={name}
        {...timeAxis(points, series.grain, words)}
        bars={bars}
        marks={limit === null ? [] : marksOf(limit, t('usage.limit', { limit: words.whole(limit) }), t('usage.warn'))}
        gaps={gaps}
        valueTicks={valueTicks(Math.max(used, limit ?? 0))}
        valueLabel={words.short}
        tooltip={at => {
          const point = points.find(each => each.at === at)
          if (!point || point.isGap) return <ChartTooltip title={moment(at)} lines={[]} note={t('gap')} />
          const share = shareOf(point)
          const own = { label: added, value: words.whole(point.added ?? 0), colour }
          const day = { label: t('usage.total'), value: words.whole(totalOf(point)) }
          const lines = [own, ...(isDaily ? [] : [day]), ...(share ? [{ label: t('usage.share'), value: share }] : [])]
          return <ChartTooltip title={moment(at)} lines={lines} />
        }}
      />
    </ChartFrame>
  )
}

const ACCENT = 'var(--kw-accent)'

function totalOf({ before = 0, added = 0 }: UsePoint): number {
  return before + added
}

function marksOf(limit: number, limitLabel: string, warnLabel: string) {
  return [
    { value: limit, label: limitLabel, colour: 'var(--kw-bad)' },
    { value: limit * WARN_SHARE, label: warnLabel, colour: 'var(--kw-rest)', isDashed: true },
  ]
}
