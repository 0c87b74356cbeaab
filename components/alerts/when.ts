import type { useFormatter, useTranslations } from 'next-intl'
import type { Spans } from '@/components/layout/spans'

const COUNTED_MS = 60 * 60 * 1000
/** What should have happened within this time is about to; what is longer past was told of then. */
const MOMENT_MS = 60 * 1000

/** An instant ahead as people want it: a running countdown when it is near, else the time of day. */
export function whenWords(
  t: ReturnType<typeof useTranslations<'alerts'>>,
  format: ReturnType<typeof useFormatter>,
  spans: Spans,
  now: number,
): (instant: string) => string {
  return instant => {
    const at = Date.parse(instant)
    const leftMs = at - now
    if (leftMs <= 0 && leftMs > -MOMENT_MS) return t('atOnce')
    if (leftMs > 0 && leftMs < COUNTED_MS) return t('inSpan', { span: spans.exact(leftMs) })
    const isFar = Math.abs(leftMs) > 20 * COUNTED_MS
    const time = format.dateTime(at, {
      ...(isFar && { day: 'numeric', month: 'short' }),
      hour: '2-digit',
      minute: '2-digit',
    })
    return t('atTime', { time })
  }
}
