import { useTranslations } from 'next-intl'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export type Spans = {
  /** A span ahead in at most two units: `38 s`, `4 min 05 s`, `3 h 12 min`. Seconds are rounded up: never 0 too early. */
  exact(spanMs: number): string
  /** The same in its largest unit alone, for what lies in the past: `38 s`, `4 min`, `3 h`, `2 d`. */
  rough(spanMs: number): string
  /** `4 min ago`, `just now`, `never` where there is no instant. */
  ago(at: number | null, now: number): string
}

/** Spans of time as the person's language writes them. Milliseconds in, words out. */
export function useSpans(): Spans {
  const t = useTranslations('spans')
  const rough = (spanMs: number) => {
    const span = Math.max(0, spanMs)
    if (span < MINUTE_MS) return t('seconds', { count: Math.floor(span / SECOND_MS) })
    if (span < HOUR_MS) return t('minutes', { count: Math.floor(span / MINUTE_MS) })
    if (span < DAY_MS) return t('hours', { count: Math.floor(span / HOUR_MS) })
    return t('days', { count: Math.floor(span / DAY_MS) })
  }
  return {
    exact: spanMs => {
      const span = Math.ceil(Math.max(0, spanMs) / SECOND_MS) * SECOND_MS
      if (span < MINUTE_MS) return t('seconds', { count: span / SECOND_MS })
      const [minutes, hours] = [Math.floor(span / MINUTE_MS), Math.floor(span / HOUR_MS)]
      if (span < HOUR_MS) return t('minutesSeconds', { minutes, seconds: padded((span % MINUTE_MS) / SECOND_MS) })
      if (span < DAY_MS) return t('hoursMinutes', { hours, minutes: padded((span % HOUR_MS) / MINUTE_MS) })
      return t('daysHours', { days: Math.floor(span / DAY_MS), hours: Math.floor((span % DAY_MS) / HOUR_MS) })
    },
    rough,
    ago: (at, now) => {
      if (at === null) return t('never')
      return now - at < SECOND_MS ? t('now') : t('ago', { span: rough(now - at) })
    },
  }
}

const padded = (count: number) => String(Math.floor(count)).padStart(2, '0')
