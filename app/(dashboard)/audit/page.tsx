import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AuditView } from '@/components/audit/audit-view'
import { auditPagesQuery } from '@/lib/client/audit'
import { auditQuestionSchema } from '@/lib/contract/audit'
import { auditInstants, readAuditFilters } from '@/lib/contract/audit-filters'
import { listAudit } from '@/lib/control/audit'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { undoDeedAction } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') }
}

type Search = { searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }

export default async function AuditPage({ searchParams }: Search) {
  const operator = await pageOperator()
  const filters = readAuditFilters(await searchParams)
  const ctx = getRuntime().context(operator)
  const { operator: who, verb, target } = filters
  const asked = { operator: who, verb, target, ...auditInstants(filters, ctx.now()) }
  const input = auditQuestionSchema.parse(asked)
  const queries = new QueryClient()
  await queries.prefetchInfiniteQuery({ ...auditPagesQuery(filters), queryFn: () => listAudit({ ctx, input }) })
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <AuditView undo={operator.role === 'admin' ? undoDeedAction : null} />
    </HydrationBoundary>
  )
}
