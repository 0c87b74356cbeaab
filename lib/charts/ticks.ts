import type { UsageGrain } from '@/lib/contract/usage'

const MINUTE_MS = 60_000

/** Every so many minutes, hours or days: numbers a person reads a clock by. */
const STEPS: Record<UsageGrain, readonly number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440],
  hour: [1, 2, 3, 6, 12, 24, 48, 96, 168, 336],
  day: [1, 2, 5, 7, 14, 30, 60, 90, 180],
}

/**
 * Places on the time axis that get a label: round ones on the reader's clock, at most `most` of them.
 * @param zone the reader's time zone
 */
export function timeTicks(instants: readonly number[], grain: UsageGrain, zone: string, most: number): number[] {
  const placeOf = placeIn(grain, zone)
  for (const step of STEPS[grain]) {
    const ticks = instants.filter((at, index) => placeOf(at, index) % step === 0)
    if (ticks.length <= most) return ticks
  }
  return instants.slice(0, 1)
}

/** How many buckets after midnight one begins; days are counted from the newest, which so always has its label. */
function placeIn(grain: UsageGrain, zone: string): (at: number, index: number) => number {
  if (grain === 'day') return (_, index) => index
  const format = new Intl.DateTimeFormat('en-u-nu-latn', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  return at => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const [hour = 0, minute = 0] = [parts.get('hour'), parts.get('minute')]
    if (grain === 'minute') return hour * 60 + minute
    // whole days apart, where every second or fourth midnight is wanted
    return hour + 24 * (Math.floor(at / (24 * 60 * MINUTE_MS)) % 14)
  }
}

const NICE = [1, 2, 2.5, 5, 10]

/** The end of a value axis and its marks: round numbers from 0 to at least `highest`. */
export function valueTicks(highest: number, { most = 4, isWhole = true } = {}): number[] {
  if (!(highest > 0)) return [0, 1]
  const rough = highest / most
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const nice = NICE.find(each => each * magnitude >= rough * (1 - Number.EPSILON)) ?? 10
  const step = isWhole ? Math.max(1, Math.ceil(nice * magnitude)) : nice * magnitude
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step)
}
