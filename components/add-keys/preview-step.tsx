import { Alert, NativeSelect, Pagination } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import type { KeyPreview } from '@/lib/contract/key-preview'
import classes from './add-keys.module.css'
import type { ServiceChoice } from './add-keys-actions'
import { PreviewBar } from './preview-bar'
import { PreviewTable } from './preview-table'
import { RemarkList } from './remark-list'
import type { ManyKeysInHand } from './use-many-keys'

const PAGE_ROWS = 50

type PreviewStepProps = { many: ManyKeysInHand; preview: KeyPreview; services: readonly ServiceChoice[] }

/** What a text holds, row by row, before anything is imported. */
export function PreviewStep({ many, preview: { rows, remarks }, services }: PreviewStepProps) {
  const t = useTranslations('addKeys.preview')
  const say = useProblemWords()
  const [page, setPage] = useState(1)
  const count = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).length
  const counts = {
    fresh: count('new'),
    known: count('known', 'removed', 'repeated'),
    bad: count('malformed', 'no-service'),
  }
  const trouble = many.looking.error ?? many.testing.error
  const needsService = rows.some(({ state }) => state === 'no-service')
  return (
    <Panel title={t('title', { count: rows.length })} aside={t('counts', counts)} isFlush>
      {needsService && (
        <div className={classes.bar}>
          <NativeSelect
            label={t('assign')}
            value={many.choices.service ?? ''}
            data={[{ value: '', label: '–' }, ...services.map(({ id, label }) => ({ value: id, label }))]}
            onChange={({ currentTarget }) => currentTarget.value && many.assign(currentTarget.value)}
          />
        </div>
      )}
      {trouble && (
        <Alert color="red" variant="outline" m="md" role="alert">
          {say(trouble)}
        </Alert>
      )}
      {rows.length > 0 && (
        <PreviewTable many={many} rows={rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)} services={services} />
      )}
      {rows.length > PAGE_ROWS && (
        <nav className={classes.pages} aria-label={t('pages')}>
          <Pagination
            total={Math.ceil(rows.length / PAGE_ROWS)}
            value={page}
            onChange={setPage}
            size="sm"
            getItemProps={number => ({ 'aria-label': String(number) })}
            getControlProps={control => ({ 'aria-label': t(`control.${control}`) })}
          />
        </nav>
      )}
      <RemarkList remarks={remarks} />
      <PreviewBar many={many} />
    </Panel>
  )
}
