/** What every chart may be told. */
export type ChartProps = {
  /** What it shows, where its own name says too little: `Attempts of groq-1 by outcome`. */
  label?: string
  /** Of the plot, in px. */
  height?: number
}

export const CHART_HEIGHT = 180
