import { Button, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Undo } from '@/components/keys/use-deed'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { EmptyPanel, StaleNotice } from '@/components/layout/state-panels'
import { useServerNow } from '@/components/layout/use-server-now'
import type { ListedToken } from '@/lib/contract/token'
import { type ChangeToken, ChangeTokenDialog } from './change-token-dialog'
import { RevokeDialog, type RevokeToken } from './revoke-dialog'
import { TokenTable } from './token-table'
import classes from './tokens.module.css'

type TokenListProps = {
  tokens: readonly ListedToken[]
  /** When the browser got them. */
  receivedAt: number
  trouble: Error | null
  services: readonly { id: string; label: string }[]
  hasEnvironmentToken: boolean
  /** `null`: a viewer. */
  actions: { change: ChangeToken; revoke: RevokeToken; undo: Undo } | null
}

/** The living tokens, and on request those that ended. */
export function TokenList({ tokens, receivedAt, trouble, services, hasEnvironmentToken, actions }: TokenListProps) {
  const t = useTranslations('tokens')
  const spans = useSpans()
  const now = useServerNow(receivedAt, receivedAt)
  const [showsEnded, setShowsEnded] = useState(false)
  const [revoking, setRevoking] = useState<ListedToken | null>(null)
  const [changing, setChanging] = useState<ListedToken | null>(null)
  const deeds = actions && { change: setChanging, revoke: setRevoking }
  const living = tokens.filter(({ state }) => state === 'active')
  const endedCount = tokens.length - living.length
  const shown = showsEnded ? tokens : living
  return (
    <div className={classes.stack}>
      {trouble && <StaleNotice error={trouble} age={spans.rough(now - receivedAt)} />}
      {living.length === 0 && (
        <EmptyPanel title={t('empty')}>
          <Text mt={4} size="sm" c="dimmed">
            {t('emptyLead')} {actions === null && t('emptyViewer')}
          </Text>
        </EmptyPanel>
      )}
      {shown.length > 0 && (
        <Panel title={t('table')} isFlush>
          <TokenTable tokens={shown} services={services} now={now} deeds={deeds} />
        </Panel>
      )}
      {endedCount > 0 && (
        <Button variant="subtle" size="compact-sm" className={classes.ended} onClick={() => setShowsEnded(!showsEnded)}>
          {showsEnded ? t('hideEnded') : t('ended', { count: endedCount })}
        </Button>
      )}
      {hasEnvironmentToken && (
        <Panel title={t('environment')}>
          <Text size="sm" c="dimmed">
            {t('environmentLead')}
          </Text>
        </Panel>
      )}
      {actions && <RevokeDialog token={revoking} {...actions} now={now} onClose={() => setRevoking(null)} />}
      {actions && (
        <ChangeTokenDialog
          token={changing}
          change={actions.change}
          undo={actions.undo}
          services={services}
          onClose={() => setChanging(null)}
        />
      )}
    </div>
  )
}
