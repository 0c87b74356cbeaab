/** Where things stand in a plot, in px: places on the time axis have equal width, values begin at 0. */
export type Plot = {
  left: number
  right: number
  top: number
  bottom: number
  /** Of one place on the time axis. */
  stepPx: number
  /** The middle of a place. */
  x(place: number): number
  y(value: number): number
  /** The place under a horizontal position; the nearest, where it is beside the plot. */
  placeAt(px: number): number
}

const TOP_PX = 8
const RIGHT_PX = 16
const VALUE_AXIS_PX = 44
const TIME_AXIS_PX = 24

export function plotOf(size: { width: number; height: number }, placeCount: number, highest: number): Plot {
  const [left, right] = [VALUE_AXIS_PX, Math.max(VALUE_AXIS_PX, size.width - RIGHT_PX)]
  const [top, bottom] = [TOP_PX, Math.max(TOP_PX, size.height - TIME_AXIS_PX)]
  const stepPx = (right - left) / Math.max(1, placeCount)
  const share = (value: number) => (highest > 0 ? Math.min(Math.max(value, 0), highest) / highest : 0)
  return {
    ...{ left, right, top, bottom, stepPx },
    x: place => left + (place + 0.5) * stepPx,
    y: value => bottom - share(value) * (bottom - top),
    placeAt: px => Math.min(placeCount - 1, Math.max(0, Math.floor((px - left) / stepPx))),
  }
}

const GLYPH_PX = 6.2
const BETWEEN_PX = 12

/** The labels that fit beside each other, from the left; each stands centred, and none leaves the plot. */
export function fittingLabels(
  labels: readonly { x: number; text: string }[],
  { right }: Pick<Plot, 'right'>,
): { x: number; text: string }[] {
  let endPx = 0
  return labels.filter(({ x, text }) => {
    const halfPx = (text.length * GLYPH_PX) / 2
    if (x - halfPx < endPx || x + halfPx > right + GLYPH_PX) return false
    endPx = x + halfPx + BETWEEN_PX
    return true
  })
}

/** A line through what is known, as the path of an SVG: it breaks where nothing is. */
export function linePath(values: readonly (number | null | undefined)[], plot: Plot): string {
  return values
    .map((value, place) => {
      if (value === null || value === undefined) return ''
      const before = place > 0 ? values[place - 1] : null
      const command = before === null || before === undefined ? 'M' : 'L'
      return `${command}${plot.x(place).toFixed(1)} ${plot.y(value).toFixed(1)}`
    })
    .join('')
}
