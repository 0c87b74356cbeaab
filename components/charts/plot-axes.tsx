import { useId } from 'react'
import { fittingLabels, type Plot } from '@/lib/charts/plot'
import classes from './charts.module.css'
import type { TimePlotProps } from './plot-props'

type PlotAxesProps = Pick<
  TimePlotProps,
  'points' | 'gaps' | 'timeTicks' | 'valueTicks' | 'timeLabel' | 'valueLabel'
> & { plot: Plot }

/** What the figures stand on: lines for values, words for times, hatching where nothing is known. */
export function PlotAxes({ points, gaps, timeTicks, valueTicks, timeLabel, valueLabel, plot }: PlotAxesProps) {
  const hatch = useId()
  const placeOf = new Map(points.map(({ at }, place) => [at, place]))
  const times = timeTicks.map(at => ({ x: plot.x(placeOf.get(at) ?? 0), text: timeLabel(at) }))
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--mantine-color-dimmed)" strokeOpacity="0.35" />
        </pattern>
      </defs>
      {valueTicks.map(value => (
        <g key={value}>
          <line x1={plot.left} x2={plot.right} y1={plot.y(value)} y2={plot.y(value)} stroke="var(--kw-line)" />
          <text x={plot.left - 6} y={plot.y(value)} dy="0.32em" textAnchor="end" className={classes.tick}>
            {valueLabel(value)}
          </text>
        </g>
      ))}
      {fittingLabels(times, plot).map(({ x, text }) => (
        <text key={x} x={x} y={plot.bottom + 16} textAnchor="middle" className={classes.tick}>
          {text}
        </text>
      ))}
      {gaps.map(({ from, to }) => {
        const start = plot.x(placeOf.get(from) ?? 0) - plot.stepPx / 2
        const end = plot.x(placeOf.get(to) ?? 0) + plot.stepPx / 2
        return (
          <rect
            key={from}
            x={start}
            y={plot.top}
            width={end - start}
            height={plot.bottom - plot.top}
            fill={`url(#${hatch})`}
          />
        )
      })}
    </>
  )
}
