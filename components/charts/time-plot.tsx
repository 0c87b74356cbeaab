'use client'

import { useId } from 'react'
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { TimePlotProps } from './plot-props'

const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 }
/** As long as `800 ms`; one width for all, so that charts below each other share their times. */
const VALUE_AXIS_PX = 54
const BAR_MAX_PX = 26

/** Bars and lines over time. Draws what it is given and decides nothing; nothing moves when new figures come. */
export default function TimePlot(props: TimePlotProps) {
  const { label, points, bars = [], lines = [], marks = [], gaps, timeTicks, valueTicks } = props
  const hatch = useId()
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...points]} margin={MARGIN} barCategoryGap="12%" aria-label={label}>
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--mantine-color-dimmed)" strokeOpacity="0.35" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--kw-line)" />
        <XAxis
          dataKey="at"
          ticks={[...timeTicks]}
          tickFormatter={props.timeLabel}
          interval="preserveStartEnd"
          minTickGap={12}
          tickLine={false}
          axisLine={{ stroke: 'var(--kw-line)' }}
          height={24}
        />
        <YAxis
          width={VALUE_AXIS_PX}
          ticks={[...valueTicks]}
          domain={[0, valueTicks.at(-1) ?? 1]}
          tickFormatter={value => unbroken(props.valueLabel(value))}
          tickLine={false}
          axisLine={false}
          allowDataOverflow
        />
        {gaps.map(({ from, to }) => (
          <ReferenceArea key={from} x1={from} x2={to} fill={`url(#${hatch})`} fillOpacity={1} stroke="none" />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--kw-track)', fillOpacity: 0.5, stroke: 'var(--kw-line)' }}
          content={({ active, label: at }) => (active && typeof at === 'number' ? props.tooltip(at) : null)}
        />
        {bars.map(({ key, colour, isFaint }) => (
          <Bar
            key={key}
            dataKey={key}
            stackId="bars"
            fill={colour}
            fillOpacity={isFaint ? 0.28 : 1}
            maxBarSize={BAR_MAX_PX}
            isAnimationActive={false}
          />
        ))}
        {lines.map(({ key, colour, isDashed }) => (
          <Line
            key={key}
            dataKey={key}
            stroke={colour}
            strokeWidth={1.75}
            {...(isDashed && { strokeDasharray: '4 3' })}
            dot={{ r: 1.5, fill: colour, strokeWidth: 0 }}
            activeDot={{ r: 3.5, strokeWidth: 0 }}
            isAnimationActive={false}
          />
        ))}
        {marks.map(({ value, label: mark, colour, isDashed }) => (
          <ReferenceLine
            key={mark}
            y={value}
            stroke={colour}
            {...(isDashed && { strokeDasharray: '3 3' })}
            label={{ value: mark, position: 'insideTopRight', fill: 'var(--mantine-color-dimmed)', fontSize: 11 }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

/** A number and its unit stay on one line. */
function unbroken(label: string): string {
  return label.replaceAll(' ', '\u00a0')
}
