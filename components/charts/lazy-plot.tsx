'use client'

import { Skeleton } from '@mantine/core'
import dynamic from 'next/dynamic'

/** The drawing library is heavy, and no page waits for it: a chart appears in its place when it is there. */
export const LazyPlot = dynamic(() => import('./time-plot'), {
  ssr: false,
  loading: () => <Skeleton height="100%" radius="sm" />,
})
