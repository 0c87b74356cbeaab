'use client'

import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyPanel, ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { labQuery } from '@/lib/client/lab'
import type { Lab } from '@/lib/contract/lab'
import classes from './lab.module.css'
import { LabForm } from './lab-form'
import { Results } from './results'
import { useLabForm } from './use-lab-form'
import { useRehearsals } from './use-rehearsals'

/** Faults rehearsed against a copy of a service's pool, with the strategies side by side. */
export function LabView() {
  const t = useTranslations('lab')
  const { data, error, isFetching, refetch } = useQuery(labQuery)
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {data ? (
        <Bench lab={data} />
      ) : error ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : (
        <LoadingPanels heights={[320]} />
      )}
    </>
  )
}

function Bench({ lab }: { lab: Lab }) {
  const t = useTranslations('lab')
  const form = useLabForm(lab)
  const rehearsals = useRehearsals()
  if (form === null) {
    return (
      <EmptyPanel title={t('empty')}>
        <Text mt={4} size="sm" c="dimmed">
          {t('emptyLead')}{' '}
          <Anchor component={Link} href="/keys/add">
            {t('addKeys')}
          </Anchor>
        </Text>
      </EmptyPanel>
    )
  }
  return (
    <div className={classes.bench}>
      <LabForm lab={lab} form={form} rehearsals={rehearsals} />
      <Results lab={lab} rehearsals={rehearsals} />
    </div>
  )
}
