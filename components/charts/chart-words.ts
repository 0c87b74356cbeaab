import { useFormatter, useTimeZone } from 'next-intl'
import type { UsageGrain } from '@/lib/contract/usage'

const SECOND_MS = 1000
/** A cent is too coarse for what one request costs. */
const CENT_FREE_USD = 1

export type ChartWords = {
  /** The reader's time zone, where midnights are. */
  zone: string
  /** Under the axis: short. */
  tick(at: number, grain: UsageGrain): string
  /** In a tooltip and a table: whole. */
  moment(at: number, grain: UsageGrain): string
  /** On an axis: `1.2K`. */
  short(value: number): string
  whole(value: number): string
  percent(share: number): string
  duration(ms: number): string
  usd(value: number): string
}

/**
 * Numbers and instants of charts as the person's language writes them.
 * @param dayZone where days turn: a day is named by its date there, not by the reader's
 */
export function useChartWords(dayZone?: string): ChartWords {
  const format = useFormatter()
  const zone = useTimeZone() ?? 'UTC'
  const day = { day: 'numeric', month: 'short' } as const
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const whole = (value: number) => format.number(value, { maximumFractionDigits: 0 })
  const dayOf = (at: number) => format.dateTime(at, { ...day, ...(dayZone && { timeZone: dayZone }) })
  const isMidnight = (at: number) => format.dateTime(at, clock) === format.dateTime(0, { ...clock, timeZone: 'UTC' })
  return {
    zone,
    tick: (at, grain) => {
      if (grain === 'day') return dayOf(at)
      return isMidnight(at) ? format.dateTime(at, day) : format.dateTime(at, clock)
    },
    moment: (at, grain) => (grain === 'day' ? dayOf(at) : format.dateTime(at, { ...day, ...clock })),
    short: value => format.number(value, { notation: 'compact', maximumFractionDigits: 1 }),
    whole,
    percent: share => format.number(share, { style: 'percent', maximumFractionDigits: 1 }),
    duration: ms =>
      ms < SECOND_MS
        ? format.number(ms, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })
        : format.number(ms / SECOND_MS, { style: 'unit', unit: 'second', maximumSignificantDigits: 3 }),
    usd: value => {
      const digits = value === 0 || value >= CENT_FREE_USD ? 2 : 4
      return format.number(value, { style: 'currency', currency: 'USD', maximumFractionDigits: digits })
    },
  }
}
