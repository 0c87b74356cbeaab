/** What every chart may be told. */
export type ChartProps = {
  /** What it shows, where its own name says too little: `Attempts of groq-1 by outcome`. */
  label?: string
  /** Of the plot, in px. */
  height?: number
}

export const CHART_HEIGHT = 180
/** Labels of the time axis at most: fewer are drawn where there is no room. */
export const TIME_TICKS = 8
