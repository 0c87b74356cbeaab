import { useTranslations } from 'next-intl'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How people write units, in English and in Azerbaijani. */
const UNITS: readonly { ms: number; names: RegExp }[] = [
  { ms: 1, names: /^(ms|msan)$/ },
  { ms: SECOND_MS, names: /^(s|sec|secs|seconds?|san|sn|saniyə)$/ },
  { ms: MINUTE_MS, names: /^(m|min|mins|minutes?|dəq|dəqiqə)$/ },
  { ms: HOUR_MS, names: /^(h|hr|hrs|hours?|st|saat)$/ },
  { ms: DAY_MS, names: /^(d|days?|g|gün)$/ },
]
const PART = /(\d+(?:[.,]\d+)?)\s*(\p{L}*)\.?/gu

/** Milliseconds of what a person typed: `90 s`, `5 min`, `1 h 30 min`, `45` (seconds). `null`: not understood. */
export function readSpan(text: string): number | null {
  const clean = text.trim().toLowerCase()
  const parts = [...clean.matchAll(PART)]
  if (parts.length === 0 || clean.replace(PART, '').trim() !== '') return null
  let spanMs = 0
  for (const [, amount = '', unit = ''] of parts) {
    const ms = unit === '' ? SECOND_MS : UNITS.find(({ names }) => names.test(unit))?.ms
    if (ms === undefined || (unit === '' && parts.length > 1)) return null
    spanMs += Number(amount.replace(',', '.')) * ms
  }
  return Math.round(spanMs)
}

/** A span as a person would type it, in their language: `5 min`, `1 min 30 s`, `0.5 s`. */
export function useSpanText(): (spanMs: number) => string {
  const t = useTranslations('spans')
  return spanMs => {
    const days = Math.floor(spanMs / DAY_MS)
    const hours = Math.floor((spanMs % DAY_MS) / HOUR_MS)
    const minutes = Math.floor((spanMs % HOUR_MS) / MINUTE_MS)
    const seconds = (spanMs % MINUTE_MS) / SECOND_MS
    const parts = [
      days > 0 ? t('days', { count: days }) : null,
      hours > 0 ? t('hours', { count: hours }) : null,
      minutes > 0 ? t('minutes', { count: minutes }) : null,
      seconds > 0 || spanMs < SECOND_MS ? t('seconds', { count: seconds }) : null,
    ]
    return parts.filter(part => part !== null).join(' ')
  }
}
