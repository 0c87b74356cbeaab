import { useFormatter, useTranslations } from 'next-intl'

const FACTS = [
  'priority',
  'weight',
  'account',
  'dailyLimit',
  'minuteLimit',
  'tokenMinuteLimit',
  'concurrencyLimit',
  'labels',
  'status',
  'isRemoved',
] as const
const STATUSES = ['active', 'paused', 'rejected', 'suspended', 'out-of-credit', 'expired'] as const

type Facts = Readonly<Record<string, unknown>>

/** What changes of a key, as people read it: `Priority 1 → 2, Labels none → prod`. */
export function useFactWords(): (before: Facts, after: Facts) => string {
  const t = useTranslations('service.bulk')
  const statuses = useTranslations('standing.status')
  const format = useFormatter()
  const say = (fact: (typeof FACTS)[number], value: unknown): string => {
    const status = STATUSES.find(each => fact === 'status' && each === value)
    if (status) return statuses(status)
    // the fact is `removed`, the question `in use`
    if (fact === 'isRemoved') return t(value === true ? 'no' : 'yes')
    if (typeof value === 'number') return format.number(value)
    if (Array.isArray(value)) return value.length === 0 ? t('none') : value.join(', ')
    return typeof value === 'string' && value !== '' ? value : t('none')
  }
  return (before, after) =>
    FACTS.filter(fact => fact in after)
      .map(fact => `${t(`fact.${fact}`)} ${say(fact, before[fact])} → ${say(fact, after[fact])}`)
      .join(', ')
}
