import { Progress } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import type { SystemHealth } from '@/lib/contract/overview'
import classes from './overview.module.css'

const GOOD_SCORE = 80
const FAIR_SCORE = 50

/** The score and what it is made of: each part's points of those it can bring. */
export function HealthPanel({ health }: { health: SystemHealth }) {
  const t = useTranslations('overview.health')
  const format = useFormatter()
  const tone = health.score >= GOOD_SCORE ? 'good' : health.score >= FAIR_SCORE ? 'rest' : 'bad'
  return (
    <Panel title={t('title')} aside={t('explain')}>
      <div className={classes.health}>
        <p className={classes.score} data-tone={tone}>
          <span className={classes.scoreNumber}>{format.number(health.score)}</span>
          <span className={classes.quiet}>{t('outOf')}</span>
        </p>
        {health.parts.map(({ part, share, weight }) => (
          <div key={part} className={classes.part}>
            <span className={classes.partName}>{t(`part.${part}`)}</span>
            <span className={classes.partPoints}>
              {t('points', {
                points: format.number(Math.round(100 * weight * share)),
                of: format.number(100 * weight),
              })}
            </span>
            <Progress value={100 * share} size={4} aria-hidden className={classes.partBar} />
            <span className={classes.under}>{t(`what.${part}`)}</span>
          </div>
        ))}
      </div>
    </Panel>
  )
}
