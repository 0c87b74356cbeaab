import { createTranslator } from 'next-intl'
import type { Locale } from '@/lib/contract/locale'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import az from '@/messages/az.json'
import en from '@/messages/en.json'

const MESSAGES: Record<Locale, typeof en> = { en, az }

/** A language with its clock, for texts that leave the house. */
export function wordsOf(locale: Locale, timeZone: string) {
  const shared = { locale, messages: MESSAGES[locale], timeZone }
  const spans = createTranslator({ ...shared, namespace: 'spans' })
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const told = createTranslator({ ...shared, namespace: 'alerts.told' })
  return {
    alerts: createTranslator({ ...shared, namespace: 'alerts' }),
    told,
    standing: createTranslator({ ...shared, namespace: 'standing' }),
    rules: createTranslator({ ...shared, namespace: 'rules' }),
    number: (value: number) => number.format(value),
    /** Rounded down: 100 % stands only where the limit is reached. */
    percent: (share: number) => percent.format(Math.floor(share * 100) / 100),
    time: clockOf(locale, timeZone, (day, time) => told('onDay', { day, time })),
    list: (parts: readonly string[]) => new Intl.ListFormat(locale).format(parts),
    span: (spanMs: number) => {
      if (spanMs < MINUTE_MS) return spans('seconds', { count: String(Math.floor(spanMs / SECOND_MS)) })
      if (spanMs < HOUR_MS) return spans('minutes', { count: String(Math.floor(spanMs / MINUTE_MS)) })
      if (spanMs < DAY_MS) return spans('hours', { count: String(Math.floor(spanMs / HOUR_MS)) })
      return spans('days', { count: String(Math.floor(spanMs / DAY_MS)) })
    },
  }
}
export type NoticeWords = ReturnType<typeof wordsOf>

/** `14:10`, and on another day than `from`: `02:00 on 28 Nov`. */
function clockOf(
  locale: Locale,
  timeZone: string,
  onDay: (day: string, time: string) => string,
): (at: Instant, from: Instant) => string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const clock = new Intl.DateTimeFormat(locale, { timeZone, ...time })
  const calendar = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    ...{ timeZone, day: 'numeric', month: 'short' },
  })
  return (at, from) => {
    const day = calendar.format(at)
    return day === calendar.format(from) ? clock.format(at) : onDay(day, clock.format(at))
  }
}
