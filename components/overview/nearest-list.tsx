import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { LimitBar } from '@/components/keys/limit-bar'
import { LimitOutlook } from '@/components/keys/limit-outlook'
import { Panel } from '@/components/layout/panel'
import type { NearLimit, Overview } from '@/lib/contract/overview'
import classes from './overview.module.css'

type NearestListProps = Pick<Overview, 'nearest' | 'services'> & { now: number }

/** The keys nearest their daily limit, and when each is used up if the day goes on like this. */
export function NearestList({ nearest, services, now }: NearestListProps) {
  const t = useTranslations('overview.nearest')
  return (
    <Panel title={t('title')} isFlush>
      {nearest.length === 0 ? (
        <p className={classes.nothing}>{t('none')}</p>
      ) : (
        <ul className={classes.rows}>
          {nearest.map(near => {
            const service = services.find(({ id }) => id === near.service)
            return (
              <li key={near.keyId} className={classes.nearRow}>
                <span className={classes.rowText}>
                  <Link href={`/keys/${near.keyId}`}>{near.name}</Link>{' '}
                  <span className={classes.masked}>{near.masked}</span>
                  <span className={classes.under}>
                    {near.account === null
                      ? service?.label
                      : t('account', { service: service?.label ?? near.service, account: near.account })}
                  </span>
                </span>
                <span>
                  <LimitBar usage={usageOf(near)} unit={service?.unit ?? 'request'} now={now} />
                  <LimitOutlook usage={usageOf(near)} exhaustedAt={near.exhaustedAt} now={now} />
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </Panel>
  )
}

function usageOf({ used, limit, ratio, resetAt }: NearLimit) {
  return { today: used, ownToday: used, dailyLimit: limit, ratio, inFlight: 0, resetAt }
}
