import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { PageLink } from '@/components/layout/page-link'
import { unknownErrorsQuery } from '@/lib/client/unknown-errors'

const PATH = '/unknown-errors'

/** The way to errors that wait for a person; only while there are some, or their page is open. */
export function UnknownErrorsLink({ here }: { here: string }) {
  const t = useTranslations('unknownErrors')
  const isHere = here === PATH
  const total = useQuery(unknownErrorsQuery).data?.total ?? 0
  if (total === 0 && !isHere) return null
  return (
    <PageLink href={PATH} label={t('title')} icon={CircleHelp} isHere={isHere}>
      {total > 0 && (
        <Badge size="sm" variant="default">
          {total}
        </Badge>
      )}
    </PageLink>
  )
}
