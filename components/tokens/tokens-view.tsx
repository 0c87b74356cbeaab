'use client'

import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Undo } from '@/components/keys/use-deed'
import { CsvLink } from '@/components/layout/csv-link'
import { PageHeader } from '@/components/layout/page-header'
import { ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import { tokensQuery } from '@/lib/client/tokens'
import type { ChangeToken } from './change-token-dialog'
import type { CreateToken } from './create-token'
import { CreateTokenDialog } from './create-token-dialog'
import type { RevokeToken } from './revoke-dialog'
import { TokenList } from './token-list'

export type TokensViewProps = {
  /** `null`: a viewer looks and changes nothing. */
  actions: { create: CreateToken; change: ChangeToken; revoke: RevokeToken; undo: Undo } | null
  /** The gateway's address as callers reach it. */
  gateway: string
  services: readonly { id: string; label: string }[]
  /** KEYWHEEL_CLIENT_TOKEN is set. */
  hasEnvironmentToken: boolean
}

/** Every client token; an admin makes and revokes them. */
export function TokensView(props: TokensViewProps) {
  const { actions, gateway, services } = props
  const t = useTranslations('tokens')
  const [isCreating, { open, close }] = useDisclosure()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/tokens" table={t('title')} />
        {actions && (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={open}>
            {t('create')}
          </Button>
        )}
      </PageHeader>
      <Tokens {...props} />
      {actions && isCreating && (
        <CreateTokenDialog create={actions.create} gateway={gateway} services={services} onClose={close} />
      )}
    </>
  )
}

function Tokens({ actions, services, hasEnvironmentToken }: TokensViewProps) {
  const { data, error, dataUpdatedAt, isFetching, refetch } = useQuery(tokensQuery)
  if (error && (data === undefined || isSignedOut(error))) {
    return <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />
  }
  if (!data) return <LoadingPanels heights={[240]} />
  const list = { tokens: data, receivedAt: dataUpdatedAt, trouble: error, services, hasEnvironmentToken }
  return <TokenList {...list} actions={actions} />
}
