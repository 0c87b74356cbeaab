import { useFormatter, useTranslations } from 'next-intl'
import { LEFT_WAITING, type RefusalFacts } from '@/lib/contract/requests'

export type RefusalWords = {
  /** The rule behind a refusal of the gateway; a code without words is shown as it is. */
  rule(code: string): string
  /** What helps; `null` when there is nothing to say. */
  fix(code: string): string | null
  /** Who ended a request that has no key. */
  outcome(code: string | null): string
  /** How much was used of which limit, and when there is room again; `null` when nothing was measured. */
  facts(facts: RefusalFacts | null): string | null
}

/** Why the gateway refused, and what to do about it. */
export function useRefusalWords(): RefusalWords {
  const t = useTranslations('requests.refusal')
  const words = useTranslations('requests')
  const format = useFormatter()
  const time = (at: string) => format.dateTime(Date.parse(at), { dateStyle: 'medium', timeStyle: 'medium' })
  const measured = ({ used, limit, unit }: RefusalFacts) => {
    if (used === null || limit === null) return null
    switch (unit) {
      case 'key':
        return t('facts.key', { limit })
      case 'usd':
        return t('facts.usd', { used: format.number(used, DOLLARS), limit: format.number(limit, DOLLARS) })
      default:
        return t(`facts.${unit}`, { used: format.number(used), limit })
    }
  }
  const room = ({ unit, resetAt }: RefusalFacts) => {
    if (resetAt === null) return null
    return unit === 'key' ? t('facts.returns', { time: time(resetAt) }) : t('facts.resets', { time: time(resetAt) })
  }
  return {
    rule: code => (isRefusal(t, code) ? t(`rule.${code}`) : code),
    fix: code => (isRefusal(t, code) ? t(`fix.${code}`) : null),
    outcome: code => words(code === LEFT_WAITING ? 'ending.left' : 'outcome.refused'),
    facts: facts => {
      if (facts === null) return null
      return [measured(facts), room(facts)].filter(part => part !== null).join('; ') || null
    },
  }
}

const DOLLARS = { style: 'currency', currency: 'USD' } as const

type Words = ReturnType<typeof useTranslations<'requests.refusal'>>
type Refusal = Extract<Parameters<Words>[0], `rule.${string}`> extends `rule.${infer Code}` ? Code : never

/** The cast only asks: `has` answers for any text. */
function isRefusal(t: Words, code: string): code is Refusal {
  return t.has(`rule.${code as Refusal}`)
}
