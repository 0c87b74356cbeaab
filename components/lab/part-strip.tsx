import { useTranslations } from 'next-intl'
import type { RehearsalAnswer } from '@/lib/contract/lab'
import classes from './lab.module.css'

type Part = RehearsalAnswer['parts'][number]

const WIDTH = 180
const HEIGHT = 26

/** The course of a rehearsal at a glance: what was answered at once, rescued and lost, part by part. */
export function PartStrip({ answer: { parts, endings } }: { answer: RehearsalAnswer }) {
  const t = useTranslations('lab')
  const most = Math.max(1, ...parts.map(countOf))
  const step = WIDTH / Math.max(1, parts.length)
  return (
    <svg
      className={classes.strip}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('courseLabel', { firstTry: endings.firstTry, rescued: endings.rescued, lost: endings.lost })}
    >
      {parts.map((part, index) => (
        <PartBar key={part.startMs} part={part} x={index * step} width={step * 0.82} unit={HEIGHT / most} />
      ))}
    </svg>
  )
}

function PartBar({ part, x, width, unit }: { part: Part; x: number; width: number; unit: number }) {
  const { firstTry, declined, rescued, lost } = part
  const good = (firstTry + declined) * unit
  const saved = rescued * unit
  const bad = lost * unit
  return (
    <>
      <rect x={x} width={width} y={HEIGHT - good} height={good} className={classes.answered} />
      <rect x={x} width={width} y={HEIGHT - good - saved} height={saved} className={classes.rescued} />
      <rect x={x} width={width} y={HEIGHT - good - saved - bad} height={bad} className={classes.lost} />
    </>
  )
}

function countOf({ firstTry, rescued, declined, lost }: Part): number {
  return firstTry + rescued + declined + lost
}
