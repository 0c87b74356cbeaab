import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ChartState } from '@/components/charts/chart-state'
import { UsageChart } from '@/components/charts/usage-chart'
import { Panel } from '@/components/layout/panel'
import { keyColour } from '@/lib/charts/colours'
import { usageQuery } from '@/lib/client/usage'
import type { KeyDetail } from '@/lib/contract/key-detail'
import classes from './key.module.css'
import { KEY_USE } from './key-use'

/** What the key used of its limit, hour by hour and day by day. */
export function UsePanels({ detail: { key } }: { detail: KeyDetail }) {
  const t = useTranslations('key.use')
  const hours = useQuery(usageQuery(KEY_USE.hours(key.id)))
  const days = useQuery(usageQuery(KEY_USE.days(key.id)))
  const limit = { limit: key.usage.dailyLimit, account: key.account, colour: keyColour(key.id) }
  const unit = key.unit
  return (
    <div className={classes.pair}>
      <Panel title={t('hours', { unit })}>
        <ChartState query={hours}>{series => <UsageChart series={series} {...limit} />}</ChartState>
      </Panel>
      <Panel title={t('days', { unit })}>
        <ChartState query={days}>{series => <UsageChart series={series} {...limit} />}</ChartState>
      </Panel>
    </div>
  )
}
