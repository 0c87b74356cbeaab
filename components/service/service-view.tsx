'use client'

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { CheckButton } from '@/components/checks/check-button'
import { CheckPanel } from '@/components/checks/check-panel'
import layout from '@/components/layout/layout.module.css'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { WarningList } from '@/components/warnings/warning-list'
import { serviceQuery } from '@/lib/client/services'
import { warningsQuery } from '@/lib/client/warnings'
import type { ServiceDetail } from '@/lib/contract/services'
import { ResetService } from './reset-service'
import { ServiceFacts, ServiceHeader } from './service-header'
import { ServiceSwitch } from './service-switch'
import { type ServiceActions, ServiceTabs } from './service-tabs'
import { SiblingList } from './sibling-list'
import { useLiveService } from './use-live-service'

/** `actions` is `null` for a person who may only look. */
type ServiceViewProps = { service: string; actions: ServiceActions | null }

/** One service: how it stands, its keys, how it is operated. */
export function ServiceView({ service, actions }: ServiceViewProps) {
  useLiveService(service)
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(serviceQuery(service))
  if (!data) {
    if (error) return <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
    return <LoadingPanels heights={[56, 110, 420]} />
  }
  return <Shown service={data} error={error} receivedAt={dataUpdatedAt} actions={actions} />
}

type ShownProps = { service: ServiceDetail; error: Error | null; receivedAt: number; actions: ServiceActions | null }

function Shown({ service, error, receivedAt, actions }: ShownProps) {
  const t = useTranslations('service')
  const spans = useSpans()
  const serverAt = Date.parse(service.generatedAt)
  const now = useServerNow(serverAt, receivedAt)
  const warnings = useQuery(warningsQuery(service.id)).data
  const hasKeys = service.counts.all > 0
  return (
    <>
      <ServiceHeader service={service} now={now}>
        {hasKeys && <CheckButton service={service.id} />}
        <ResetService service={service} />
        {actions && <ServiceSwitch service={service} actions={actions.turn} undo={actions.undo} />}
        {actions && (
          <Button
            component={Link}
            href={`/keys/add?service=${service.id}`}
            variant={hasKeys ? 'default' : 'filled'}
            leftSection={<Plus size={16} aria-hidden />}
          >
            {t('addKeys')}
          </Button>
        )}
      </ServiceHeader>
      <div className={layout.stack}>
        {error && <StaleNotice error={error} age={spans.rough(now - serverAt)} />}
        {warnings && <WarningList {...warnings} isLinked={false} />}
        <CheckPanel service={service.id} labelOf={() => service.label} />
        <SiblingList service={service.id} actions={actions && { ...actions.siblings, undo: actions.undo }} />
        <ServiceFacts service={service} now={now} tryService={actions?.tryService ?? null} />
        <ServiceTabs service={service} now={now} actions={actions} />
      </div>
    </>
  )
}
