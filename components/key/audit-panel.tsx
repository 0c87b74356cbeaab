import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { AuditTable } from '@/components/audit/audit-table'
import { ChartState } from '@/components/charts/chart-state'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { Panel } from '@/components/layout/panel'
import { auditPagesQuery } from '@/lib/client/audit'
import classes from './key.module.css'

const SHOWN = 8
const HEIGHT = 120
const REFETCH_MS = 10_000

/** Who did what to this key, the latest first. */
export function AuditPanel({ keyId }: { keyId: string }) {
  const t = useTranslations('key.audit')
  const undo = useKeyDeeds()?.deeds.undo ?? null
  const query = useInfiniteQuery({ ...auditPagesQuery({ target: keyId }), refetchInterval: REFETCH_MS })
  const all = <Link href={`/audit?target=${encodeURIComponent(keyId)}`}>{t('all')}</Link>
  return (
    <Panel title={t('title')} aside={all} isFlush>
      <ChartState query={query} height={HEIGHT}>
        {({ pages }) => {
          const entries = (pages[0]?.entries ?? []).slice(0, SHOWN)
          if (entries.length === 0) return <p className={classes.quiet}>{t('none')}</p>
          return <AuditTable entries={entries} undo={undo} />
        }}
      </ChartState>
    </Panel>
  )
}
