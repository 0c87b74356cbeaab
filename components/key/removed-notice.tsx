import { Alert } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useSpans } from '@/components/layout/spans'
import type { KeyDetail } from '@/lib/contract/key-detail'
import classes from './key.module.css'

type RemovedNoticeProps = { detail: KeyDetail; now: number; children?: ReactNode }

/** The key serves nobody any more: since when, and until when it can come back. */
export function RemovedNotice({ detail: { removedAt, restorableUntil }, now, children }: RemovedNoticeProps) {
  const t = useTranslations('key.removed')
  const format = useFormatter()
  const spans = useSpans()
  if (removedAt === null || restorableUntil === null) return null
  const at = format.dateTime(Date.parse(removedAt), { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Alert color="gray" variant="outline" title={t('title')} icon={<Trash2 size={18} aria-hidden />}>
      {t('explain', { at, span: spans.rough(Date.parse(restorableUntil) - now) })}
      <div className={classes.restore}>{children}</div>
    </Alert>
  )
}
