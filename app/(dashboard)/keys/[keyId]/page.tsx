import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { activityQuestion, DEFAULT_ACTIVITY, KEY_USE } from '@/components/key/key-use'
import { KeyView } from '@/components/key/key-view'
import { keyDetailQuery } from '@/lib/client/key'
import { usageQuery } from '@/lib/client/usage'
import { type UsageQuestion, usageInputSchema } from '@/lib/contract/usage'
import { ControlError } from '@/lib/control/control-error'
import { keyDetail } from '@/lib/control/key-detail'
import { usage } from '@/lib/control/usage'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'

type KeyPageProps = { params: Promise<{ keyId: string }> }

export async function generateMetadata({ params }: KeyPageProps): Promise<Metadata> {
  await pageOperator()
  const { keyId } = await params
  const t = await getTranslations('key')
  return { title: getRuntime().pools.find(keyId)?.key.name ?? t('meta') }
}

export default async function KeyPage({ params }: KeyPageProps) {
  const operator = await pageOperator()
  const { keyId } = await params
  const ctx = getRuntime().context(operator)
  const detail = await keyDetail({ ctx, input: { keyId } }).catch((error: unknown) => {
    if (error instanceof ControlError && error.code === 'not-found') notFound()
    throw error
  })
  const queries = new QueryClient()
  queries.setQueryData(keyDetailQuery(keyId).queryKey, detail)
  const prefetch = (question: UsageQuestion) => {
    const queryFn = () => usage({ ctx, input: usageInputSchema.parse(question) })
    return queries.prefetchQuery({ queryKey: usageQuery(question).queryKey, queryFn })
  }
  await Promise.all(
    [KEY_USE.hours(keyId), KEY_USE.days(keyId), activityQuestion(keyId, DEFAULT_ACTIVITY)].map(prefetch),
  )
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <KeyView keyId={keyId} />
    </HydrationBoundary>
  )
}
