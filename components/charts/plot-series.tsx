import { linePath, type Plot } from '@/lib/charts/plot'
import type { Moment } from '@/lib/charts/series'
import classes from './charts.module.css'
import type { PlotMark, PlotSeries, TimePlotProps } from './plot-props'

const BAR_SHARE = 0.88
const BAR_MAX_PX = 26

type PlotSeriesMarksProps = Pick<TimePlotProps, 'points' | 'bars' | 'lines' | 'marks'> & {
  plot: Plot
  /** The place that is looked at. */
  place: number | null
}

/** The figures themselves: stacked bars, lines over them, and marks across. */
export function PlotSeriesMarks({ points, bars = [], lines = [], marks = [], plot, place }: PlotSeriesMarksProps) {
  return (
    <>
      {points.map((point, index) => (
        <Stack key={point.at} point={point} bars={bars} plot={plot} x={plot.x(index)} />
      ))}
      {lines.map(line => (
        <Line key={line.key} line={line} points={points} plot={plot} place={place} />
      ))}
      {marks.map(mark => (
        <Mark key={mark.label} mark={mark} plot={plot} />
      ))}
    </>
  )
}

type StackProps = { point: Moment; bars: readonly PlotSeries[]; plot: Plot; x: number }

function Stack({ point, bars, plot, x }: StackProps) {
  const width = Math.min(BAR_MAX_PX, plot.stepPx * BAR_SHARE)
  let sum = 0
  return bars.map(({ key, colour, isFaint }) => {
    const value = figureOf(point, key) ?? 0
    const [from, to] = [plot.y(sum), plot.y(sum + value)]
    sum += value
    if (value <= 0) return null
    return (
      <rect
        key={key}
        x={x - width / 2}
        y={to}
        width={width}
        height={from - to}
        fill={colour}
        fillOpacity={isFaint ? 0.28 : 1}
      />
    )
  })
}

type LineProps = { line: PlotSeries; points: readonly Moment[]; plot: Plot; place: number | null }

function Line({ line: { key, colour, isDashed }, points, plot, place }: LineProps) {
  const values = points.map(point => figureOf(point, key))
  return (
    <g fill={colour}>
      <path
        d={linePath(values, plot)}
        fill="none"
        stroke={colour}
        strokeWidth={1.75}
        {...(isDashed && { strokeDasharray: '4 3' })}
      />
      {values.map((value, index) =>
        value === null ? null : (
          <circle key={points[index]?.at} cx={plot.x(index)} cy={plot.y(value)} r={index === place ? 3.5 : 1.5} />
        ),
      )}
    </g>
  )
}

function Mark({ mark: { value, label, colour, isDashed }, plot }: { mark: PlotMark; plot: Plot }) {
  const y = plot.y(value)
  return (
    <g>
      <line
        x1={plot.left}
        x2={plot.right}
        y1={y}
        y2={y}
        stroke={colour}
        {...(isDashed && { strokeDasharray: '3 3' })}
      />
      <text x={plot.right - 4} y={y + 12} textAnchor="end" className={classes.markLabel}>
        {label}
      </text>
    </g>
  )
}

/** A series is a field of the points, where it is known. */
function figureOf(point: Moment, key: string): number | null {
  const value: unknown = Object.getOwnPropertyDescriptor(point, key)?.value
  return typeof value === 'number' ? value : null
}
