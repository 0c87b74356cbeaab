import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { usePathname, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { ChartState } from '@/components/charts/chart-state'
import { LatencyChart } from '@/components/charts/latency-chart'
import { OutcomeChart } from '@/components/charts/outcome-chart'
import { SpendingChart } from '@/components/charts/spending-chart'
import { Panel } from '@/components/layout/panel'
import { usageQuery } from '@/lib/client/usage'
import type { UsageGrain } from '@/lib/contract/usage'
import classes from './key.module.css'
import { ACTIVITY_GRAINS, activityQuestion, DEFAULT_ACTIVITY } from './key-use'

/** What became of the key's attempts, how long answers took, and what they cost; over one time for all three. */
export function ActivityPanels({ keyId }: { keyId: string }) {
  const t = useTranslations('key.activity')
  const [grain, setGrain] = useGrain()
  const query = useQuery(usageQuery(activityQuestion(keyId, grain)))
  return (
    <>
      <Panel
        title={t('outcomes')}
        aside={
          <SegmentedControl
            size="xs"
            aria-label={t('range')}
            value={grain}
            onChange={value => setGrain(grainOf(value))}
            data={ACTIVITY_GRAINS.map(each => ({ value: each, label: t(`ranges.${each}`) }))}
          />
        }
      >
        <ChartState query={query}>{series => <OutcomeChart series={series} />}</ChartState>
      </Panel>
      <div className={classes.pair}>
        <Panel title={t('latency')}>
          <ChartState query={query}>{series => <LatencyChart series={series} />}</ChartState>
        </Panel>
        <Panel title={t('spending')}>
          <ChartState query={query}>{series => <SpendingChart series={series} />}</ChartState>
        </Panel>
      </div>
    </>
  )
}

/** In the address, so that a link shows the same. */
function useGrain(): [UsageGrain, (grain: UsageGrain) => void] {
  const path = usePathname()
  const search = useSearchParams()
  const write = (grain: UsageGrain) => {
    const next = new URLSearchParams(search)
    if (grain === DEFAULT_ACTIVITY) next.delete('by')
    else next.set('by', grain)
    const query = next.size > 0 ? `?${next}` : ''
    window.history.replaceState(null, '', `${path}${query}`)
  }
  return [grainOf(search.get('by')), write]
}

function grainOf(text: string | null): UsageGrain {
  return ACTIVITY_GRAINS.find(grain => grain === text) ?? DEFAULT_ACTIVITY
}
