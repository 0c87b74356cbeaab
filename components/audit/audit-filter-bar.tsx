import { Button, Select, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { AUDITED_VERBS, type AuditPage } from '@/lib/contract/audit'
import { AUDIT_PERIODS, type AuditFilters, readAuditFilters } from '@/lib/contract/audit-filters'
import classes from './audit.module.css'
import { useDeedWords } from './deed-words'

type FilterBarProps = {
  filters: AuditFilters
  operators: AuditPage['operators']
  /** What people call the target that is asked for, once an entry says it. */
  targetName: string | null
  onChange(filters: AuditFilters): void
}

/** Each filter acts at once. */
export function AuditFilterBar({ filters, operators, targetName, onChange }: FilterBarProps) {
  const t = useTranslations('audit')
  const words = useDeedWords()
  const people = operators.map(operator => ({ value: operator.id, label: words.who(operator) }))
  const verbs = AUDITED_VERBS.map(verb => ({ value: verb, label: words.verb(verb) }))
  const periods = AUDIT_PERIODS.map(period => ({ value: period, label: t(`period.${period}`) }))
  const set = (change: Partial<Record<keyof AuditFilters, string | undefined>>) =>
    onChange(readAuditFilters({ ...filters, ...change }))
  return (
    <div className={classes.filters}>
      <Select
        label={t('filter.who')}
        placeholder={t('filter.anybody')}
        data={people}
        value={filters.operator ?? null}
        clearable
        onChange={operator => set({ operator: operator ?? undefined })}
      />
      <Select
        label={t('filter.verb')}
        placeholder={t('filter.anything')}
        data={verbs}
        value={filters.verb ?? null}
        clearable
        searchable
        onChange={verb => set({ verb: verb ?? undefined })}
      />
      <Select
        label={t('filter.period')}
        placeholder={t('period.any')}
        data={periods}
        value={filters.period ?? null}
        clearable
        onChange={period => set({ period: period ?? undefined, from: undefined, to: undefined })}
      />
      {filters.period === 'own' && <OwnDays filters={filters} onChange={onChange} />}
      {filters.target !== undefined && (
        <Button
          variant="default"
          rightSection={<X size={14} aria-hidden />}
          aria-label={t('filter.drop')}
          onClick={() => set({ target: undefined })}
        >
          {t('filter.only', { name: targetName || filters.target })}
        </Button>
      )}
    </div>
  )
}

function OwnDays({ filters, onChange }: Pick<FilterBarProps, 'filters' | 'onChange'>) {
  const t = useTranslations('audit')
  return (
    <>
      <TextInput
        type="date"
        label={t('filter.from')}
        value={filters.from ?? ''}
        onChange={event => onChange({ ...filters, from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('filter.to')}
        value={filters.to ?? ''}
        onChange={event => onChange({ ...filters, to: event.currentTarget.value || undefined })}
      />
    </>
  )
}
