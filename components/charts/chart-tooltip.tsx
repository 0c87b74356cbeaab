import classes from './charts.module.css'
import { Swatch, type SwatchShape } from './swatch'

export type TooltipLine = { label: string; value: string; colour?: string; shape?: SwatchShape }

/** The figures of one place on the time axis. */
export function ChartTooltip({ title, lines, note }: { title: string; lines: readonly TooltipLine[]; note?: string }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipAt}>{title}</div>
      <dl>
        {lines.map(({ label, value, colour, shape }) => (
          <div key={label}>
            {colour && <Swatch colour={colour} shape={shape} />}
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {note && <div>{note}</div>}
    </div>
  )
}
