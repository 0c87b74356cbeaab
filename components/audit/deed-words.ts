import { useTranslations } from 'next-intl'
import { AI_TASK_IDS } from '@/lib/contract/ai'
import { ALERT_CODES } from '@/lib/contract/alerts'
import { AUDITED_VERBS, type AuditEntryView } from '@/lib/contract/audit'

const PEOPLE_LESS = ['cli', 'admin-token', 'setup', 'single-sign-on'] as const

export type DeedWords = {
  /** `Changed key`. */
  verb(verb: string): string
  /** What it was done to: `team-a`, `Groq`, `12 keys`, `No key may work`. */
  target(entry: AuditEntryView): string
  /** Both together. */
  whole(entry: AuditEntryView): string
  who(operator: AuditEntryView['operator']): string
}

/** Deeds in the person's language. */
export function useDeedWords(): DeedWords {
  const t = useTranslations('audit')
  const alerts = useTranslations('alerts.name')
  const tasks = useTranslations('playground.task')
  const verb = (code: string) => t(`verb.${AUDITED_VERBS.find(known => known === code) ?? 'other'}`)
  const target = ({ name, count, service, alert, target: id }: AuditEntryView) => {
    const code = ALERT_CODES.find(known => known === alert)
    if (code) return service ? `${alerts(code)} · ${service.label}` : alerts(code)
    const task = AI_TASK_IDS.find(known => known === name && known === id)
    if (task) return tasks(task)
    if (name !== null) return name
    if (count !== null && id !== service?.id) return t('many', { count })
    if (service !== null) return service.label
    return id === 'all' ? t('everything') : ''
  }
  const action = (entry: AuditEntryView) =>
    entry.undone === null ? verb(entry.verb) : t('undid', { verb: verb(entry.undone) })
  return {
    verb,
    target,
    whole: entry => `${action(entry)} ${target(entry)}`.trim(),
    who: ({ id, name }) => {
      const other = PEOPLE_LESS.find(known => known === id)
      return name ?? t(`who.${other ?? 'gone'}`)
    },
  }
}
