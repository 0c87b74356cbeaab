'use client'

import { useQuery } from '@tanstack/react-query'
import { RestoreButton } from '@/components/keys/restore-button'
import layout from '@/components/layout/layout.module.css'
import { useSpans } from '@/components/layout/spans'
import { ErrorPanel, LoadingPanels, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import { useLiveKey } from '@/components/live/live-provider'
import { keyDetailQuery } from '@/lib/client/key'
import type { KeyDetail } from '@/lib/contract/key-detail'
import { ActivityPanels } from './activity-panels'
import { AttemptsPanel } from './attempts-panel'
import { AuditPanel } from './audit-panel'
import { HistoryPanel } from './history-panel'
import { KeyButtons } from './key-buttons'
import { KeyFacts } from './key-facts'
import { KeyHeader } from './key-header'
import { RemovedNotice } from './removed-notice'
import { SetUpPanel } from './set-up-panel'
import { UsePanels } from './use-panels'

/** One key: how it stands, what it used of its limit, how it did, when it rested, and what was done to it. */
export function KeyView({ keyId }: { keyId: string }) {
  const { data, error, isFetching, refetch, dataUpdatedAt } = useQuery(keyDetailQuery(keyId))
  if (!data) {
    if (error) return <ErrorPanel error={error} isTrying={isFetching} onRetry={refetch} />
    return <LoadingPanels heights={[56, 130, 290, 290, 220]} />
  }
  return <Shown detail={data} error={error} receivedAt={dataUpdatedAt} />
}

function Shown({ detail, error, receivedAt }: { detail: KeyDetail; error: Error | null; receivedAt: number }) {
  const spans = useSpans()
  const serverAt = Date.parse(detail.generatedAt)
  const now = useServerNow(serverAt, receivedAt)
  const key = useLiveKey(detail.key)
  return (
    <>
      <KeyHeader detail={detail}>
        {detail.removedAt === null && <KeyButtons keyInHand={{ ...key, serviceLabel: detail.serviceLabel }} />}
      </KeyHeader>
      <div className={layout.stack}>
        {error && <StaleNotice error={error} age={spans.rough(now - serverAt)} />}
        {detail.removedAt === null ? (
          <KeyFacts keyRow={key} detail={detail} now={now} />
        ) : (
          <RemovedNotice detail={detail} now={now}>
            <RestoreButton keyId={key.id} name={key.name} />
          </RemovedNotice>
        )}
        <UsePanels detail={detail} />
        <ActivityPanels keyId={key.id} />
        <HistoryPanel keyId={key.id} now={now} />
        <AttemptsPanel keyId={key.id} now={now} />
        <AuditPanel keyId={key.id} />
        <SetUpPanel detail={detail} />
      </div>
    </>
  )
}
