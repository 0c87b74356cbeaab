'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { PageHeader } from '@/components/layout/page-header'
import { ErrorPanel, LoadingPanels } from '@/components/layout/state-panels'
import { isSignedOut } from '@/lib/client/queries'
import { accountQuery, settingsQuery } from '@/lib/client/settings'
import type { Locale } from '@/lib/contract/locale'
import { AboutPanel } from './about-panel'
import { AccountPanel } from './account-panel'
import { AiPanel } from './ai-panel'
import { ChecksPanel, type SaveChecks } from './checks-panel'
import { OperatorsPanel } from './operators-panel'
import { PricesPanel } from './prices-panel'
import { RetentionPanel, type SaveRetention } from './retention-panel'
import classes from './settings.module.css'
import type { AccountActions, AiActions, OperatorActions, PriceActions } from './settings-actions'

export type SettingsViewProps = {
  own: AccountActions
  /** What an admin may do; `null` for a viewer. */
  admin: {
    operators: OperatorActions
    saveRetention: SaveRetention
    ai: AiActions
    saveChecks: SaveChecks
    prices: PriceActions
  } | null
  /** The language a person chose; `null`: the browser's. */
  chosenLocale: Locale | null
}

/** One's own account, the operators, retention, and what this installation is. */
export function SettingsView({ own, admin, chosenLocale }: SettingsViewProps) {
  const t = useTranslations('settings')
  const account = useQuery(accountQuery)
  const settings = useQuery(settingsQuery)
  const failure = account.error ?? settings.error
  const isShown = account.data !== undefined && settings.data !== undefined
  // a question that fails later takes away no form that somebody fills in
  const error = isShown && !isSignedOut(failure) ? null : failure
  const retry = () => void Promise.all([account.refetch(), settings.refetch()])
  return (
    <>
      <PageHeader title={t('title')} />
      {error ? (
        <ErrorPanel error={error} isTrying={account.isFetching || settings.isFetching} onRetry={retry} />
      ) : account.data && settings.data ? (
        <div className={classes.stack}>
          <AccountPanel account={account.data} actions={own} chosenLocale={chosenLocale} />
          {admin && <OperatorsPanel actions={admin.operators} ownId={account.data.id} />}
          <RetentionPanel
            retention={settings.data.retention}
            cleaning={settings.data.cleaning}
            now={Date.parse(settings.data.about.now)}
            save={admin?.saveRetention ?? null}
          />
          <ChecksPanel
            checks={settings.data.checks}
            now={Date.parse(settings.data.about.now)}
            save={admin?.saveChecks ?? null}
          />
          <PricesPanel actions={admin?.prices ?? null} />
          <AiPanel actions={admin?.ai ?? null} />
          <AboutPanel about={settings.data.about} receivedAt={settings.dataUpdatedAt} />
        </div>
      ) : (
        <LoadingPanels heights={[250, 220, 190, 260]} />
      )}
    </>
  )
}
