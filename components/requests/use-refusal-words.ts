import { useTranslations } from 'next-intl'

export type RefusalWords = {
  /** The rule behind a refusal of the gateway; a code without words is shown as it is. */
  rule(code: string): string
  /** What helps; `null` when there is nothing to say. */
  fix(code: string): string | null
}

/** Why the gateway refused, and what to do about it. */
export function useRefusalWords(): RefusalWords {
  const t = useTranslations('requests.refusal')
  return {
    rule: code => (isRefusal(t, code) ? t(`rule.${code}`) : code),
    fix: code => (isRefusal(t, code) ? t(`fix.${code}`) : null),
  }
}

type Words = ReturnType<typeof useTranslations<'requests.refusal'>>
type Refusal = Extract<Parameters<Words>[0], `rule.${string}`> extends `rule.${infer Code}` ? Code : never

/** The cast only asks: `has` answers for any text. */
function isRefusal(t: Words, code: string): code is Refusal {
  return t.has(`rule.${code as Refusal}`)
}
