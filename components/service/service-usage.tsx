import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { LatencyChart } from '@/components/charts/latency-chart'
import { OutcomeChart } from '@/components/charts/outcome-chart'
import { SpendingChart } from '@/components/charts/spending-chart'
import layout from '@/components/layout/layout.module.css'
import { Panel } from '@/components/layout/panel'
import { ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { usageQuery } from '@/lib/client/usage'
import { USAGE_GRAINS, type UsageGrain } from '@/lib/contract/usage'

/** What a service was used for: attempts by outcome, latency, tokens and cost. */
export function ServiceUsage({ service }: { service: { id: string } }) {
  const t = useTranslations('service.usage')
  const [grain, setGrain] = useState<UsageGrain>('minute')
  const { data, error, isFetching, refetch } = useQuery(usageQuery({ service: service.id, grain }))
  return (
    <div className={layout.stack}>
      <SegmentedControl
        size="xs"
        aria-label={t('grain')}
        value={grain}
        onChange={value => setGrain(USAGE_GRAINS.find(each => each === value) ?? 'minute')}
        data={USAGE_GRAINS.map(value => ({ value, label: t(value) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {data ? (
        <>
          <Panel title={t('outcomes')}>
            <OutcomeChart series={data} />
          </Panel>
          <Panel title={t('latency')}>
            <LatencyChart series={data} />
          </Panel>
          <Panel title={t('spent')}>
            <SpendingChart series={data} />
          </Panel>
        </>
      ) : error ? (
        <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
      ) : (
        <LoadingPanels heights={[280, 280, 280]} />
      )}
    </div>
  )
}
