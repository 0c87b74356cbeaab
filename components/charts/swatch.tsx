import classes from './charts.module.css'

export type SwatchShape = 'box' | 'line' | 'dashed' | 'gap'

/** The sign of a series, as the plot draws it. */
export function Swatch({ colour, shape = 'box' }: { colour: string; shape?: SwatchShape | undefined }) {
  const style = shape === 'gap' ? {} : shape === 'dashed' ? { borderColor: colour } : { background: colour }
  return <span className={classes.swatch} data-shape={shape} style={style} aria-hidden />
}
