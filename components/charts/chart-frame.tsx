'use client'

import { UnstyledButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useState } from 'react'
import { ChartTable, type ChartTableProps } from './chart-table'
import classes from './charts.module.css'
import { Swatch, type SwatchShape } from './swatch'

type LegendEntry = { label: string; colour: string; shape?: SwatchShape }

type ChartFrameProps = {
  /** What the chart shows, for whoever cannot see it. */
  label: string
  legend: readonly LegendEntry[]
  /** Whether a gap is drawn, which the legend then explains. */
  hasGaps: boolean
  /** How to read it, in one line. */
  note?: string
  height: number
  table: Omit<ChartTableProps, 'label'>
  /** Said over an empty plot. */
  empty?: string | null
  children: ReactNode
}

/** Around every chart: its name, what its colours mean, and the same as a table. */
export function ChartFrame({ label, legend, hasGaps, note, height, table, empty, children }: ChartFrameProps) {
  const t = useTranslations('charts')
  const [isTable, setTable] = useState(false)
  const id = useId()
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <figcaption id={id} className={classes.hidden}>
        {label}
      </figcaption>
      {isTable ? (
        <ChartTable {...table} label={label} />
      ) : (
        <div className={classes.plot} style={{ height }}>
          {children}
          {empty && <span className={classes.nothing}>{empty}</span>}
        </div>
      )}
      <div className={classes.foot}>
        <Legend entries={hasGaps ? [...legend, { label: t('gap'), colour: '', shape: 'gap' }] : legend} />
        <UnstyledButton className={classes.toggle} aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? t('asChart') : t('asTable')}
          <span className={classes.hidden}>: {label}</span>
        </UnstyledButton>
        {note && <span className={classes.note}>{note}</span>}
      </div>
    </figure>
  )
}

function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map(({ label, colour, shape }) => (
        <li key={label}>
          <Swatch colour={colour} shape={shape} />
          {label}
        </li>
      ))}
    </ul>
  )
}
