'use client'

import { Skeleton } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { type ComponentType, useEffect, useState } from 'react'
import classes from './charts.module.css'
import type { TimePlotProps } from './plot-props'

/** A server that was gone when the plot's code was wanted is asked again this much later. */
const RETRY_MS = 3000

/** A plot that is drawn when it comes into view: no page waits for what nobody looks at. */
export function LazyPlot(props: TimePlotProps) {
  const { ref, entry } = useIntersection()
  const TimePlot = useTimePlot(entry?.isIntersecting ?? false)
  return (
    <div ref={ref} className={classes.surface}>
      {TimePlot ? <TimePlot {...props} /> : <Skeleton height="100%" radius="sm" />}
    </div>
  )
}

/**
 * Recharts is as heavy as a third of a page: it is fetched once it is wanted. By hand, because what `dynamic` cannot
 * fetch takes the whole page down, and the plot is the least of it.
 */
function useTimePlot(isWanted: boolean): ComponentType<TimePlotProps> | null {
  const [plot, setPlot] = useState<ComponentType<TimePlotProps> | null>(null)
  const [tryCount, setTryCount] = useState(0)
  const isMissing = isWanted && plot === null
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try is one more
  useEffect(() => {
    if (!isMissing) return
    let isLeft = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = () => {
      timer = setTimeout(() => setTryCount(count => count + 1), RETRY_MS)
    }
    import('./time-plot').then(
      ({ default: TimePlot }) => isLeft || setPlot(() => TimePlot),
      () => isLeft || again(),
    )
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [isMissing, tryCount])
  return plot
}
