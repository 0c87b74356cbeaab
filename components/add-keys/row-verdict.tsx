import { useTranslations } from 'next-intl'
import { useFieldWords } from '@/components/forms/field-words'
import { RestoreButton } from '@/components/keys/restore-button'
import type { PreviewRow } from '@/lib/contract/key-preview'
import type { Examination } from '@/lib/contract/key-test'
import classes from './add-keys.module.css'
import type { ServiceChoice } from './add-keys-actions'

type RowVerdictProps = {
  row: PreviewRow
  examination: Examination | undefined
  services: readonly ServiceChoice[]
  onRestored(): void
}

const TONES = {
  new: classes.good,
  known: classes.quiet,
  repeated: classes.quiet,
  removed: classes.rest,
  'no-service': classes.rest,
  malformed: classes.bad,
} satisfies Record<PreviewRow['state'], string | undefined>

/** What is to be said of a row, and what its upstream said. */
export function RowVerdict({ row, examination, services, onRestored }: RowVerdictProps) {
  const t = useTranslations('addKeys.preview')
  const { state, known, isUnusual, span, issues } = row
  const label = services.find(({ id }) => id === row.service)?.label ?? ''
  return (
    <>
      <span className={TONES[state]}>{t(`state.${state}`, { name: known?.name ?? '' })}</span>
      {isUnusual && state === 'new' && <span className={classes.rest}> · {t('unusual', { service: label })}</span>}
      {examination && <UpstreamSays examination={examination} />}
      {state === 'removed' && known && (
        <>
          {' '}
          <RestoreButton keyId={known.id} name={known.name} onRestored={onRestored} />
        </>
      )}
      {state === 'malformed' && <Wrong issues={issues} isEscaped={span === null && issues.length === 0} />}
    </>
  )
}

function UpstreamSays({ examination: { life, outcome, durationMs } }: { examination: Examination }) {
  const t = useTranslations('addKeys.check')
  const reason = useTranslations('standing.reason')
  if (life === 'alive') {
    return (
      <span className={`${classes.under} ${classes.good}`}>{t('alive', { duration: Math.round(durationMs) })}</span>
    )
  }
  if (life === 'rejected') return <span className={`${classes.under} ${classes.bad}`}>{t('rejected')}</span>
  const why = outcome === null ? t('noWhy') : reason(outcome)
  return <span className={`${classes.under} ${classes.rest}`}>{t('unknown', { why })}</span>
}

function Wrong({ issues, isEscaped }: { issues: PreviewRow['issues']; isEscaped: boolean }) {
  const t = useTranslations('addKeys.preview')
  const fields = useTranslations('keys.fields')
  const { say } = useFieldWords()
  const nameOf = (field: string) => (field === 'apiKey' ? t('key') : isField(fields, field) ? fields(field) : field)
  return (
    <span className={`${classes.under} ${classes.quiet}`}>
      {isEscaped && t('escaped')}
      {issues.map(issue => t('field', { field: nameOf(String(issue.path[0] ?? '')), problem: say(issue) })).join(' ')}
    </span>
  )
}

type Fields = ReturnType<typeof useTranslations<'keys.fields'>>

/** The cast only asks: `has` answers for any text. */
function isField(t: Fields, field: string): field is Parameters<Fields>[0] {
  return t.has(field as Parameters<Fields>[0])
}
