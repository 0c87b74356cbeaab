import { CircleCheck, CircleX, CornerUpRight, type LucideIcon, Redo2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { Sparkline } from '@/components/charts/sparkline'
import { keyColour } from '@/lib/charts/colours'
import type { KeyRecent } from '@/lib/contract/key-page'
import classes from './keys.module.css'

/** As the log of requests draws them. */
const ENDS = {
  firstTries: CircleCheck,
  rescues: Redo2,
  passedOn: CornerUpRight,
  losses: CircleX,
} as const satisfies Partial<Record<keyof KeyRecent, LucideIcon>>
const NAMES = ['firstTries', 'rescues', 'passedOn', 'losses'] as const satisfies readonly (keyof typeof ENDS)[]

/** A key's last day: its shape, and how its attempts ended. Every attempt counts, not only a request's last. */
export function RecentUse({ keyId, recent }: { keyId: string; recent: KeyRecent }) {
  const t = useTranslations('recent')
  const { hours, failed, firstTries, rescues, passedOn, losses } = recent
  const shown = NAMES.filter(end => recent[end] > 0)
  return (
    <div className={classes.recent} title={t('explain', { firstTries, rescues, passedOn, losses })}>
      <Sparkline values={hours} failed={failed} label={t('spark')} colour={keyColour(keyId)} width={112} height={16} />
      <span className={classes.under}>
        {shown.length === 0 ? t('none') : shown.map(end => <End key={end} end={end} count={recent[end]} />)}
      </span>
    </div>
  )
}

function End({ end, count }: { end: keyof typeof ENDS; count: number }) {
  const t = useTranslations('recent')
  const format = useFormatter()
  const Icon = ENDS[end]
  return (
    <span className={classes.recentEnd} data-end={end}>
      <Icon size={12} aria-hidden />
      <span aria-hidden>{format.number(count, { notation: count >= 10_000 ? 'compact' : 'standard' })}</span>
      <span className={classes.hidden}>{t(end, { count })} </span>
    </span>
  )
}
