'use client'

import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { type Plot, plotOf } from '@/lib/charts/plot'
import classes from './charts.module.css'
import { PlotAxes } from './plot-axes'
import type { TimePlotProps } from './plot-props'
import { PlotSeriesMarks } from './plot-series'

/** Bars and lines over time. Draws what it is given and decides nothing; nothing moves when new figures come. */
export function TimePlot(props: TimePlotProps) {
  const { label, points, valueTicks, tooltip } = props
  const { ref, width, height } = useElementSize()
  const [chosen, setChosen] = useState<number | null>(null)
  const plot = plotOf({ width, height }, points.length, valueTicks.at(-1) ?? 1)
  const place = chosen === null ? null : Math.min(chosen, points.length - 1)
  const point = place === null ? undefined : points[place]
  const follow = (event: PointerEvent<SVGSVGElement>) =>
    setChosen(plot.placeAt(event.clientX - event.currentTarget.getBoundingClientRect().left))
  const onKeyDown = (event: KeyboardEvent) => {
    const next = placeAfter(event.key, place, points.length)
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
  }
  return (
    <div ref={ref} className={classes.surface}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys reach every place of it
          tabIndex={0}
          onPointerMove={follow}
          onPointerLeave={() => setChosen(null)}
          onKeyDown={onKeyDown}
          onBlur={() => setChosen(null)}
        >
          <PlotAxes {...props} plot={plot} />
          {place !== null && <Cursor plot={plot} place={place} />}
          <PlotSeriesMarks {...props} plot={plot} place={place} />
        </svg>
      )}
      {point && place !== null && (
        <div
          className={classes.aside}
          data-side={plot.x(place) > width / 2 ? 'left' : 'right'}
          style={{ left: plot.x(place) }}
        >
          {tooltip(point.at)}
        </div>
      )}
    </div>
  )
}

function Cursor({ plot, place }: { plot: Plot; place: number }) {
  const { stepPx, top, bottom } = plot
  const x = plot.x(place) - stepPx / 2
  return <rect x={x} y={top} width={stepPx} height={bottom - top} fill="var(--kw-track)" fillOpacity={0.5} />
}

/** Where a key leads; `undefined`: it is none of ours. */
function placeAfter(key: string, place: number | null, count: number): number | null | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, (place ?? -1) + 1)
    case 'ArrowLeft':
      return Math.max(0, (place ?? count) - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'Escape':
      return place === null ? undefined : null
    default:
      return undefined
  }
}
