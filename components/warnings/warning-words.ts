import { useFormatter, useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import { ALERT_CODES } from '@/lib/contract/alerts'
import { strategySchema } from '@/lib/contract/service'
import type { Warning } from '@/lib/contract/warnings'

const LIMITS = ['dailyLimit', 'minuteLimit', 'tokenMinuteLimit'] as const

/** A warning as one sentence in the person's language. */
export function useWarningWords(): (warning: Warning) => string {
  const t = useTranslations('warnings')
  const strategies = useTranslations('strategy')
  const spans = useSpans()
  const conditionNames = useConditionNames()
  const said = (name: string, value: string | number): [string, string | number] => {
    if (name.endsWith('Ms')) return [name.slice(0, -2), spans.exact(Number(value))]
    const limit = LIMITS.find(each => name === 'limit' && each === value)
    if (limit) return [name, t(`limit.${limit}`)]
    const strategy = name === 'strategy' ? strategySchema.safeParse(value).data : undefined
    return [name, strategy ? strategies(strategy) : value]
  }
  return ({ code, values }) => {
    const { names = '', more = 0, conditions } = values
    const listed =
      conditions === undefined ? t('names', { names, more: Number(more) }) : conditionNames(String(conditions))
    return t(`say.${code}`, { ...Object.fromEntries(Object.entries(values).map(each => said(...each))), listed })
  }
}

/** `few-healthy exhausted` as people call them. */
function useConditionNames(): (codes: string) => string {
  const t = useTranslations('alerts.name')
  const format = useFormatter()
  return codes => format.list(ALERT_CODES.filter(code => codes.split(' ').includes(code)).map(code => t(code)))
}
