import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { OutcomeChart } from '@/components/charts/outcome-chart'
import { Panel } from '@/components/layout/panel'
import type { Overview } from '@/lib/contract/overview'
import { minuteSeries } from './minute-series'

type MinuteChartProps = Pick<Overview, 'minutes'>

/** Attempts of the last hour by minute and by how they ended. Drawn anew only when a count changed. */
export const MinuteChart = memo(function MinuteChart({ minutes }: MinuteChartProps) {
  const t = useTranslations('overview.minutes')
  const generatedAt = minutes.at(-1)?.at ?? ''
  return (
    <Panel title={t('title')} aside={t('explain')}>
      <OutcomeChart series={minuteSeries({ minutes, generatedAt })} label={t('label')} />
    </Panel>
  )
})
