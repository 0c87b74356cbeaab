import { Badge, Button } from '@mantine/core'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import { StandingBar } from '@/components/service/dot-strip'
import { useVerdict } from '@/components/service/use-verdict'
import type { ServiceEntry } from '@/lib/contract/services'
import classes from './services.module.css'

type ServiceRowProps = { service: ServiceEntry; now: number; canAct: boolean }

/** One service: its name leads to its page. */
export function ServiceRow({ service, now, canAct }: ServiceRowProps) {
  const t = useTranslations('services')
  const strategies = useTranslations('strategy')
  const { id, label, source, counts, strategy } = service
  const hasKeys = counts.all > 0
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <Link href={`/services/${id}`} className={classes.link}>
          {label}
        </Link>
        {source !== 'built-in' && (
          <Badge size="xs" variant="default" className={classes.badge}>
            {t(`source.${source}`)}
          </Badge>
        )}
        <span className={classes.under}>{hasKeys ? strategies(strategy) : service.origin}</span>
      </div>
      {hasKeys && <Standing service={service} now={now} />}
      {!hasKeys && canAct && (
        <Button
          component={Link}
          href={`/keys/add?service=${id}`}
          size="compact-sm"
          variant="default"
          aria-label={t('addTo', { service: label })}
        >
          {t('add')}
        </Button>
      )}
    </li>
  )
}

function Standing({ service, now }: Omit<ServiceRowProps, 'canAct'>) {
  const t = useTranslations('services')
  const format = useFormatter()
  const verdict = useVerdict()
  const { counts, hour } = service
  const rate = hour.attempts === 0 ? 0 : Math.floor((hour.successes / hour.attempts) * 1000) / 1000
  const percent = format.number(rate, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <>
      <div className={classes.standing}>
        <StandingBar counts={counts} />
        <span className={classes.under}>{t('count', { ready: counts.ready, all: counts.all })}</span>
      </div>
      <div className={classes.verdict}>
        {verdict(service, now)}
        <span className={classes.under}>
          {hour.attempts === 0 ? t('quiet') : t('hour', { count: hour.attempts, rate: percent })}
        </span>
      </div>
    </>
  )
}
