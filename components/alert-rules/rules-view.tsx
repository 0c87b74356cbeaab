'use client'

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { AlertSections } from '@/components/alerts/alert-sections'
import alerts from '@/components/alerts/alerts.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyPanel, ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { alertRulesQuery } from '@/lib/client/alert-channels'
import { isSignedOut } from '@/lib/client/queries'
import { RulesPanel } from './rules-panel'
import type { ChangeRules } from './use-rules-form'

/** When alerts are raised, service by service. @param change `null`: a viewer looks */
export function RulesView({ change }: { change: ChangeRules | null }) {
  const t = useTranslations('alertRules')
  const { data, error, isFetching, refetch } = useQuery(alertRulesQuery)
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <AlertSections />
      </PageHeader>
      {error && (data === undefined || isSignedOut(error)) ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingPanels heights={[260, 260]} />
      ) : data.services.length === 0 ? (
        <EmptyPanel title={t('empty')}>
          <Text mt={4} size="sm" c="dimmed">
            {t('emptyLead')}
          </Text>
        </EmptyPanel>
      ) : (
        <div className={alerts.stack}>
          {data.services.map(service => (
            <RulesPanel key={service.service} service={service} change={change} />
          ))}
        </div>
      )}
    </>
  )
}
