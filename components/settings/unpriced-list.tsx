import { Button } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import type { UnpricedModel } from '@/lib/contract/prices'
import classes from './prices.module.css'

type UnpricedListProps = {
  models: readonly UnpricedModel[]
  days: number
  /** `null`: nobody here may set a price. */
  onPrice: ((model: UnpricedModel) => void) | null
}

/** Models of the last days whose cost nobody knows, each a click away from a price. */
export function UnpricedList({ models, days, onPrice }: UnpricedListProps) {
  const t = useTranslations('settings.prices')
  const format = useFormatter()
  return (
    <section className={classes.unpriced} aria-label={t('unpriced', { count: models.length })}>
      <h3 className={classes.heading}>{t('unpriced', { count: models.length })}</h3>
      <p className={classes.lead}>{t('unpricedLead', { days })}</p>
      <ul className={classes.models}>
        {models.map(entry => {
          const { service, serviceLabel, model, tokens, refused, lastDay } = entry
          const name = model === '' ? t('noModel') : model
          const day = format.dateTime(Date.parse(lastDay), { dateStyle: 'medium', timeZone: 'UTC' })
          return (
            <li key={`${service} ${model}`} className={classes.model}>
              <span className={classes.name}>
                {name} <span className={classes.quiet}>{serviceLabel}</span>
              </span>
              <span className={classes.use}>
                {tokens > 0 && t('tokens', { tokens })}
                {tokens > 0 && refused > 0 && ', '}
                {refused > 0 && t('refused', { count: refused })}{' '}
                <span className={classes.quiet}>{t('last', { day })}</span>
              </span>
              {onPrice && (
                <Button size="compact-sm" aria-label={t('setOf', { model: name })} onClick={() => onPrice(entry)}>
                  {t('set')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
