import { Button, CloseButton, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { askMatchingKeys } from '@/lib/client/key-page'
import type { KeyPageQuestion } from '@/lib/contract/key-page'
import classes from './bulk.module.css'
import { BULK_KINDS, type BulkKind } from './bulk-actions'
import type { BulkDeeds } from './bulk-dialog'

const BulkDialog = dynamic(() => import('./bulk-dialog').then(({ BulkDialog }) => BulkDialog), { ssr: false })

type BulkBarProps = {
  service: string
  ids: ReadonlySet<string>
  /** What is listed, so that all of it can be selected, whatever page is in sight. */
  question: KeyPageQuestion
  total: number
  deeds: BulkDeeds
  onSelect(ids: readonly string[]): void
}

/** Stands at the foot of the table while keys are selected: how many, and what can be done to them. */
export function BulkBar({ service, ids, question, total, deeds, onSelect }: BulkBarProps) {
  const t = useTranslations('service')
  const [kind, setKind] = useState<BulkKind | null>(null)
  const everything = useMutation({ mutationFn: () => askMatchingKeys(question), onSuccess: onSelect })
  if (ids.size === 0) return null
  return (
    <section className={classes.bar} aria-label={t('bulk.bar')}>
      <Group gap="xs">
        <CloseButton size="sm" aria-label={t('select.clear')} onClick={() => onSelect([])} />
        <span className={classes.count} aria-live="polite">
          {t('select.count', { count: ids.size })}
        </span>
        {ids.size < total && (
          <Button size="compact-sm" variant="subtle" loading={everything.isPending} onClick={() => everything.mutate()}>
            {t('select.all', { count: total })}
          </Button>
        )}
      </Group>
      <Group gap={6}>
        {BULK_KINDS.map(each => (
          <Button
            key={each}
            size="compact-sm"
            variant="default"
            c={each === 'remove' ? 'var(--kw-bad)' : undefined}
            onClick={() => setKind(each)}
          >
            {t(`bulk.action.${each}`)}
          </Button>
        ))}
      </Group>
      {kind !== null && (
        <BulkDialog
          service={service}
          keyIds={[...ids]}
          kind={kind}
          deeds={deeds}
          onClose={() => setKind(null)}
          onDone={() => onSelect([])}
        />
      )}
    </section>
  )
}
