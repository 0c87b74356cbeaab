import { useTranslations } from 'next-intl'
import { Sparkline } from '@/components/charts/sparkline'
import { keyColour } from '@/lib/charts/colours'
import type { KeyRecent } from '@/lib/contract/key-page'
import classes from './keys.module.css'

type RecentUseProps = { keyId: string; recent: KeyRecent; width?: number }

/** A key's last day: its shape, and how its attempts ended. Every attempt counts, not only a request's last. */
export function RecentUse({ keyId, recent, width = 112 }: RecentUseProps) {
  const t = useTranslations('recent')
  const { hours, failed, firstTries, rescues, passedOn, losses } = recent
  const ends = { firstTries, rescues, passedOn, losses }
  const shown = (['firstTries', 'rescues', 'passedOn', 'losses'] as const).filter(end => ends[end] > 0)
  return (
    <div className={classes.recent} title={t('explain', ends)}>
      <Sparkline
        values={hours}
        failed={failed}
        label={t('spark')}
        colour={keyColour(keyId)}
        width={width}
        height={16}
      />
      <span className={classes.under}>
        {shown.length === 0
          ? t('none')
          : shown.map(end => (
              <span key={end} className={classes.recentEnd} data-end={end}>
                {t(end, { count: ends[end] })}
              </span>
            ))}
      </span>
    </div>
  )
}
