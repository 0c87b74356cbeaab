'use client'

import { useTranslations } from 'next-intl'
import { CsvLink } from '@/components/layout/csv-link'
import { PageHeader } from '@/components/layout/page-header'
import { FilterChips } from './filter-chips'
import { RequestFilters } from './request-filters'
import { RequestList } from './request-list'
import { RequestTrail } from './request-trail'
import classes from './requests.module.css'
import { useRequestPages } from './use-request-pages'
import { useRequestsAddress } from './use-requests-address'
import { useTrailKeys } from './use-trail-keys'

/** The log of requests; one of them opens beside it, under its own address. */
export function RequestsView() {
  const t = useTranslations('requests')
  const address = useRequestsAddress()
  const pages = useRequestPages(address.asked)
  const { openId, open } = address
  const place = pages.requests.findIndex(({ id }) => id === openId)
  const newer = pages.requests[place - 1]?.id ?? null
  const older = (place === -1 ? null : pages.requests[place + 1]?.id) ?? null
  useTrailKeys(openId !== null, { newer, older, open })
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/requests" question={address.asked} table={t('title')} />
      </PageHeader>
      <div className={classes.page} data-open={openId !== null || undefined}>
        <div className={classes.log}>
          <RequestFilters address={address} />
          <FilterChips address={address} />
          <RequestList pages={pages} address={address} />
        </div>
        {openId !== null && (
          <RequestTrail
            key={openId}
            id={openId}
            onClose={() => open(null)}
            onNewer={newer === null ? null : () => open(newer)}
            onOlder={older === null ? null : () => open(older)}
          />
        )}
      </div>
    </>
  )
}
