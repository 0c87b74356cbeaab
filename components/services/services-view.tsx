'use client'

import { Button, Code, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CheckButton } from '@/components/checks/check-button'
import { CheckPanel } from '@/components/checks/check-panel'
import layout from '@/components/layout/layout.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { useLiveService } from '@/components/service/use-live-service'
import { WarningList } from '@/components/warnings/warning-list'
import { servicesQuery } from '@/lib/client/services'
import { warningsQuery } from '@/lib/client/warnings'
import type { Services } from '@/lib/contract/services'
import { type DescribeService, OwnServiceDialog } from './own-service-dialog'
import { ServiceRow } from './service-row'
import classes from './services.module.css'

/** Every service: how those with keys stand, and which others there are. */
/** `describe` is `null` for a person who may only look. */
export function ServicesView({ describe }: { describe: DescribeService | null }) {
  const canAct = describe !== null
  const t = useTranslations('services')
  useLiveService()
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(servicesQuery)
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <Button component={Link} href="/keys/removed" variant="subtle">
          {t('removed')}
        </Button>
        <CheckButton />
        {canAct && (
          <Button component={Link} href="/keys/add" variant="default" leftSection={<Plus size={16} aria-hidden />}>
            {t('add')}
          </Button>
        )}
      </PageHeader>
      {data ? (
        <Listed services={data} error={error} receivedAt={dataUpdatedAt} describe={describe} />
      ) : error ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
      ) : (
        <LoadingPanels heights={[220, 220]} />
      )}
    </>
  )
}

type ListedProps = { services: Services; error: Error | null; receivedAt: number; describe: DescribeService | null }

function Listed({ services: { generatedAt, services }, error, receivedAt, describe }: ListedProps) {
  const t = useTranslations('services')
  const spans = useSpans()
  const serverAt = Date.parse(generatedAt)
  const now = useServerNow(serverAt, receivedAt)
  const warnings = useQuery(warningsQuery()).data
  const used = services.filter(({ counts }) => counts.all > 0)
  const unused = services.filter(({ counts }) => counts.all === 0)
  return (
    <div className={layout.stack}>
      {error && <StaleNotice error={error} age={spans.rough(now - serverAt)} />}
      {warnings && <WarningList {...warnings} />}
      <CheckPanel labelOf={id => services.find(service => service.id === id)?.label ?? id} />
      {[
        { title: t('inUse'), listed: used },
        { title: t('available'), listed: unused },
      ]
        .filter(({ listed }) => listed.length > 0)
        .map(({ title, listed }) => (
          <Panel key={title} title={title} isFlush>
            <ul className={classes.list}>
              {listed.map(service => (
                <ServiceRow key={service.id} service={service} now={now} canAct={describe !== null} />
              ))}
            </ul>
          </Panel>
        ))}
      <OwnServices describe={describe} />
    </div>
  )
}

function OwnServices({ describe }: { describe: DescribeService | null }) {
  const t = useTranslations('services')
  const [isOpen, setOpen] = useState(false)
  return (
    <Text size="sm" c="dimmed" component="div">
      {t('own')}
      {describe && (
        <Group my="sm">
          <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen(true)}>
            {t('describe')}
          </Button>
        </Group>
      )}
      {isOpen && describe && <OwnServiceDialog describe={describe} onClose={() => setOpen(false)} />}
      {t('ownCommand')}
      <Code block className={classes.code}>
        npx keywheel services add my-llm --origin https://api.example.com --label &quot;My LLM&quot;
      </Code>
      {t('ownMore', { remove: 'npx keywheel services remove' })}
    </Text>
  )
}
