'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { CsvLink } from '@/components/layout/csv-link'
import { PageHeader } from '@/components/layout/page-header'
import { auditPagesQuery } from '@/lib/client/audit'
import { type AuditFilters, auditInstants, readAuditFilters } from '@/lib/contract/audit-filters'
import classes from './audit.module.css'
import { AuditFilterBar } from './audit-filter-bar'
import { AuditPages } from './audit-pages'
import { useDeedWords } from './deed-words'
import type { UndoDeed } from './undo-button'

type AuditViewProps = {
  /** `null`: a viewer looks and takes nothing back. */
  undo: UndoDeed | null
}

/** Who changed what; the filters are the address. */
export function AuditView({ undo }: AuditViewProps) {
  const t = useTranslations('audit')
  const filters = readAuditFilters(Object.fromEntries(useSearchParams()))
  const query = useInfiniteQuery(auditPagesQuery(filters))
  const { operator, verb, target } = filters
  const asked = { operator, verb, target, ...auditInstants(filters, query.dataUpdatedAt) }
  const words = useDeedWords()
  const [first] = query.data?.pages ?? []
  const [entry] = first?.entries ?? []
  const targetName = entry && entry.target === filters.target ? words.target(entry) : null
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')}>
        <CsvLink path="/api/admin/audit" question={asked} table={t('title')} />
      </PageHeader>
      <div className={classes.stack}>
        <AuditFilterBar filters={filters} operators={first?.operators ?? []} targetName={targetName} onChange={show} />
        <AuditPages query={query} filters={filters} undo={undo} onFilter={show} />
      </div>
    </>
  )
}

/** Next reads the address again without a way to the server. */
function show(filters: AuditFilters): void {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  history.replaceState(null, '', search === '' ? '/audit' : `/audit?${search}`)
}
