import { useFormatter, useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { AuditEntryView, AuditValue } from '@/lib/contract/audit'
import { dayWindowSchema, limitScopeSchema, strategySchema } from '@/lib/contract/service'
import { keyStatusSchema } from '@/lib/contract/status'

type Change = AuditEntryView['changes'][number]

/** A field's name and its values, as people say them. */
function useValueWords(): { field(name: string): string; value(field: string, value: AuditValue): string } {
  const t = useTranslations('audit')
  const coded = useCodeWords()
  const { reason } = useStandingWords()
  // a rule is written down as its name and what it means
  const ruleWords = (rule: string) => rule.replace(/(?<= → )[a-z-]+$/, reason)
  const format = useFormatter()
  const spans = useSpans()
  const instant = (at: number) => format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' })
  return {
    field: name => (isField(t, name) ? t(`field.${name}`) : t('field.other')),
    value: (field, value) => {
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return t('none')
      if (typeof value === 'boolean') return value ? t('yes') : t('no')
      if (Array.isArray(value)) return format.list(field === 'rules' ? value.map(ruleWords) : value)
      if (typeof value === 'number') {
        if (field.endsWith('At')) return instant(value)
        return field.endsWith('Ms') ? spans.exact(value) : format.number(value)
      }
      if (field === 'until' && !Number.isNaN(Date.parse(value))) return instant(Date.parse(value))
      return coded(field, value)
    },
  }
}

/** Words for the fields whose values are codes. */
function useCodeWords(): (field: string, value: string) => string {
  const t = useTranslations('audit')
  const strategies = useTranslations('strategy')
  const standing = useTranslations('standing')
  const keys = useStandingWords()
  return (field, value) => {
    const status = field === 'status' ? keyStatusSchema.shape.status.safeParse(value).data : undefined
    if (status) return standing(`status.${status}`)
    const strategy = field === 'strategy' ? strategySchema.safeParse(value).data : undefined
    if (strategy) return strategies(strategy)
    const window = field === 'dayWindow' ? dayWindowSchema.safeParse(value).data : undefined
    if (window) return t(`dayWindow.${window}`)
    const scope = field === 'limitScope' ? limitScopeSchema.safeParse(value).data : undefined
    if (scope) return standing(`scope.${scope}`)
    if (field === 'role') return t(value === 'admin' ? 'role.admin' : 'role.viewer')
    if (field !== 'statusReason') return value
    return keys.why({ statusReason: value }, { kind: 'out', reason: null, model: null, untilAt: null }) ?? value
  }
}

type Words = ReturnType<typeof useTranslations<'audit'>>
type Field = Extract<Parameters<Words>[0], `field.${string}`> extends `field.${infer Name}` ? Name : never

/** The cast only asks: `has` answers for any text. */
function isField(t: Words, name: string): name is Field {
  return t.has(`field.${name as Field}`)
}

/** `priority 1 → 7`; what is new has no before. */
export function useChangeWords(): (change: Change) => { field: string; before: string | null; after: string } {
  const words = useValueWords()
  return ({ field, before, after }) => ({
    field: words.field(field),
    before: before === null && after !== null ? null : words.value(field, before),
    after: words.value(field, after),
  })
}
