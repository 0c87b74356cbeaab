'use client'

import { Button, Skeleton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'
import { CHART_HEIGHT } from './chart-props'
import classes from './charts.module.css'

type Asked<T> = { data: T | undefined; error: Error | null; isFetching: boolean; refetch(): Promise<unknown> }
type ChartStateProps<T> = { query: Asked<T>; height?: number; children: (data: T) => ReactNode }

/** Under a plot stand its legend and the way to its table. */
const FOOT_PX = 30

/** A chart's place while its figures are under way, and when they cannot be had: always of the chart's own height. */
export function ChartState<T>({ query, height = CHART_HEIGHT, children }: ChartStateProps<T>) {
  const t = useTranslations('charts')
  const states = useTranslations('states')
  const say = useProblemWords()
  const { data, error, isFetching, refetch } = query
  if (data !== undefined) return children(data)
  if (error === null) {
    return (
      <div role="status" aria-label={states('loading')}>
        <Skeleton height={height + FOOT_PX} radius="sm" />
      </div>
    )
  }
  return (
    <div className={classes.state} style={{ minHeight: height + FOOT_PX }} role="alert">
      {t('failed')} {say(error)}
      <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
        {t('retry')}
      </Button>
    </div>
  )
}
