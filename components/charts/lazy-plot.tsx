'use client'

import { Skeleton } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import classes from './charts.module.css'
import type { TimePlotProps } from './plot-props'

/** Recharts is as heavy as a third of a page: it is fetched once, after the page itself. */
const TimePlot = dynamic(() => import('./time-plot'), { ssr: false, loading: () => <Awaited /> })

/** A plot that is drawn when it comes into view: no page waits for what nobody looks at. */
export function LazyPlot(props: TimePlotProps) {
  const { ref, entry } = useIntersection()
  const [wasSeen, setWasSeen] = useState(false)
  const isInView = entry?.isIntersecting ?? false
  useEffect(() => {
    if (isInView) setWasSeen(true)
  }, [isInView])
  return (
    <div ref={ref} className={classes.surface}>
      {wasSeen ? <TimePlot {...props} /> : <Awaited />}
    </div>
  )
}

function Awaited() {
  return <Skeleton height="100%" radius="sm" />
}
