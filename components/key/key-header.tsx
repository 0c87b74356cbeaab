import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import shared from '@/components/keys/keys.module.css'
import { PageHeader } from '@/components/layout/page-header'
import { keyColour } from '@/lib/charts/colours'
import type { KeyDetail } from '@/lib/contract/key-detail'
import classes from './key.module.css'

/** Which key this is, with what can be done to it. */
export function KeyHeader({ detail, children }: { detail: KeyDetail; children?: ReactNode }) {
  const t = useTranslations('key')
  const { key, serviceLabel } = detail
  return (
    <PageHeader
      parent={{ href: `/services/${key.service}`, label: serviceLabel }}
      title={
        <span className={classes.name}>
          <span className={classes.colour} style={{ background: keyColour(key.id) }} aria-hidden />
          {key.name}
        </span>
      }
      lead={
        <span className={classes.lead}>
          <span className={shared.masked}>{key.masked}</span>
          <Link href={`/services/${key.service}`}>{serviceLabel}</Link>
          {key.account !== null && <span>{t('ofAccount', { account: key.account })}</span>}
          <span>{t(`source.${key.source}`)}</span>
        </span>
      }
    >
      {children}
    </PageHeader>
  )
}
