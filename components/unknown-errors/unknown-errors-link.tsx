import { Badge, NavLink } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { unknownErrorsQuery } from '@/lib/client/unknown-errors'

type UnknownErrorsLinkProps = { here: string; className: string | undefined }

/** The way to errors that wait for a person; only while there are some, or their page is open. */
export function UnknownErrorsLink({ here, className }: UnknownErrorsLinkProps) {
  const t = useTranslations('unknownErrors')
  const isHere = here === '/unknown-errors'
  const total = useQuery(unknownErrorsQuery).data?.total ?? 0
  if (total === 0 && !isHere) return null
  return (
    <NavLink
      component={Link}
      href="/unknown-errors"
      label={t('title')}
      leftSection={<CircleHelp size={17} aria-hidden />}
      rightSection={
        total > 0 && (
          <Badge size="sm" variant="default">
            {total}
          </Badge>
        )
      }
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      className={className}
    />
  )
}
