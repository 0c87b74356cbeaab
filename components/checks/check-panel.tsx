import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { useServerNow } from '@/components/layout/use-server-now'
import { keyChecksQuery } from '@/lib/client/key-checks'
import type { CheckRunView, KeyChecksView } from '@/lib/contract/key-checks'
import { CheckCounts } from './check-counts'
import { CheckProgress } from './check-progress'
import { FindingList } from './finding-list'

type CheckPanelProps = {
  /** Only what concerns this service. */
  service?: string
  /** What people call a service. */
  labelOf(id: string): string
}

/** The check of keys under way, or what the last one found; nothing where none was made. */
export function CheckPanel({ service, labelOf }: CheckPanelProps) {
  const { data, dataUpdatedAt } = useQuery(keyChecksQuery(service))
  const isOurs = data?.run && (data.run.service === null || service === undefined || data.run.service === service)
  if (!data || (!isOurs && data.findings.length === 0)) return null
  return <Shown checks={data} run={isOurs ? data.run : null} receivedAt={dataUpdatedAt} labelOf={labelOf} />
}

type ShownProps = {
  checks: KeyChecksView
  run: CheckRunView | null
  receivedAt: number
  labelOf: CheckPanelProps['labelOf']
}

function Shown({ checks, run, receivedAt, labelOf }: ShownProps) {
  const t = useTranslations('checks')
  const now = useServerNow(Date.parse(checks.generatedAt), receivedAt)
  return (
    <Panel title={t('title')} aside={run && run.startedBy === null ? t('bySchedule') : undefined}>
      {run?.state === 'running' && <CheckProgress run={run} labelOf={labelOf} />}
      {run && run.state !== 'running' && <Ended run={run} now={now} />}
      {checks.findings.length > 0 && <FindingList findings={checks.findings} total={checks.findingCount} now={now} />}
    </Panel>
  )
}

function Ended({ run, now }: { run: CheckRunView; now: number }) {
  const t = useTranslations('checks')
  const spans = useSpans()
  const { total, alive, rejected, unknown, state, endedAt } = run
  const ago = spans.ago(endedAt === null ? null : Date.parse(endedAt), now)
  const done = alive + rejected + unknown
  return (
    <Text size="sm" role="status">
      {state === 'cancelled' ? t('cancelled', { done, total, ago }) : t('done', { total, ago })}
      {': '}
      <CheckCounts run={run} />
    </Text>
  )
}
