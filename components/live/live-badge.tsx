'use client'

import { useTranslations } from 'next-intl'
import classes from './live.module.css'
import { useLiveState } from './live-provider'

/** Whether the page is live, for everyone; when it is not, what it does instead. */
export function LiveBadge() {
  const t = useTranslations('live')
  const state = useLiveState()
  return (
    <span role="status" className={classes.badge} data-state={state} title={t(`explain.${state}`)}>
      <span className={classes.dot} aria-hidden />
      {state === 'signed-out' ? (
        <a href="/login" className={classes.link}>
          {t('state.signed-out')}
        </a>
      ) : (
        t(`state.${state}`)
      )}
    </span>
  )
}
