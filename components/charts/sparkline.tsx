import { useTranslations } from 'next-intl'
import classes from './charts.module.css'

type SparklineProps = {
  /** Oldest first; `null`: nothing is known of that time, and nothing is drawn. */
  values: readonly (number | null)[]
  /** How much of each value failed: drawn at its foot, in the colour of trouble. */
  failed?: readonly number[]
  /** What it is of, for whoever cannot see it. */
  label: string
  colour?: string
  width?: number
  height?: number
}

/** A row of small bars: the shape of the last while, beside a name. Without axes, tooltip or the drawing library. */
export function Sparkline({
  values,
  failed = [],
  label,
  colour = 'var(--kw-accent)',
  width = 96,
  height = 20,
}: SparklineProps) {
  const t = useTranslations('charts')
  const known = values.filter(value => value !== null)
  const most = Math.max(0, ...known)
  const count = known.reduce((sum, value) => sum + value, 0)
  const step = width / Math.max(1, values.length)
  return (
    <svg
      className={classes.spark}
      width={width}
      height={height}
      role="img"
      aria-label={t('spark', { label, count, most })}
    >
      <line x1={0} y1={height - 0.5} x2={width} y2={height - 0.5} stroke="var(--kw-line)" />
      {values.map((value, index) => {
        if (value === null || value === 0) return null
        const x = index * step
        const bad = failed[index] ?? 0
        const tall = (part: number) => (part === 0 ? 0 : Math.max(1.5, (part / most) * (height - 1)))
        const bar = { x, width: Math.max(1, step - 1) }
        return (
          <g key={x}>
            <rect {...bar} y={height - tall(value)} height={tall(value)} fill={colour} />
            {bad > 0 && <rect {...bar} y={height - tall(bad)} height={tall(bad)} fill="var(--kw-bad)" />}
          </g>
        )
      })}
    </svg>
  )
}
