'use client'

import { Tabs } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { CsvLink } from '@/components/layout/csv-link'
import { PageHeader } from '@/components/layout/page-header'
import { alertPagesQuery } from '@/lib/client/alerts'
import { ALERT_STATES, type AlertPage, type AlertState, alertStateSchema } from '@/lib/contract/alerts'
import { AlertPages } from './alert-pages'
import { AlertSections } from './alert-sections'
import type { AlertActions } from './alert-steering'
import classes from './alerts.module.css'

type AlertsViewProps = {
  /** `null`: a viewer looks and steers nothing. */
  actions: AlertActions | null
}

/** Every alert, by what is done about it; asked for again every two seconds. */
export function AlertsView({ actions }: AlertsViewProps) {
  const t = useTranslations('alerts')
  const asked = useSearchParams().get('state')
  const state = alertStateSchema.safeParse(asked).data ?? 'open'
  const query = useInfiniteQuery(alertPagesQuery(state))
  const counts = query.data?.pages[0]?.counts
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/alerts" question={{ state }} table={t('title')} />
        <AlertSections />
      </PageHeader>
      <Tabs value={state} onChange={show} keepMounted={false}>
        <Tabs.List aria-label={t('states')} className={classes.tabs}>
          {ALERT_STATES.map(each => (
            <Tabs.Tab key={each} value={each}>
              {t(`state.${each}`)} <span className={classes.count}>{countOf(counts, each)}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={state} pt="md">
          <AlertPages query={query} state={state} actions={actions} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

/** How many stand in a state; the resolved ones are too many to count. */
function countOf(counts: AlertPage['counts'] | undefined, state: AlertState): number | null {
  return counts === undefined || state === 'resolved' ? null : counts[state]
}

/** Next reads the address again without a way to the server. */
function show(state: string | null): void {
  if (state !== null) history.replaceState(null, '', state === 'open' ? '/alerts' : `/alerts?state=${state}`)
}
