import { useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import { SharePreview } from '@/components/shares/share-preview'
import type { ServiceDetail } from '@/lib/contract/services'
import classes from './policy.module.css'
import { COUNT_FIELDS, SPAN_FIELDS } from './policy-values'
import { useSpanText } from './span-text'

/** The same for a person who may only look. */
export function PolicyFacts({ service }: { service: ServiceDetail }) {
  const t = useTranslations('policy')
  const names = useTranslations('strategy')
  const spanText = useSpanText()
  const { policy, changed } = service
  const facts = [
    { field: 'strategy', name: t('strategyTitle'), value: names(policy.strategy) },
    ...SPAN_FIELDS.map(field => ({ field, name: t(`fields.${field}`), value: spanText(policy[field]) })),
    ...COUNT_FIELDS.map(field => ({ field, name: t(`fields.${field}`), value: String(policy[field]) })),
    { field: 'dayZone', name: t('fields.dayZone'), value: policy.dayZone },
    { field: 'dayWindow', name: t('fields.dayWindow'), value: t(`dayWindow.${policy.dayWindow}`) },
    { field: 'limitScope', name: t('fields.limitScope'), value: t(`limitScope.${policy.limitScope}`) },
  ]
  return (
    <Panel title={t('title')} aside={t('changed', { count: changed.filter(field => field !== 'origin').length })}>
      <div className={classes.columns}>
        <dl className={classes.facts}>
          {facts.map(({ field, name, value }) => (
            <div key={field}>
              <dt>{name}</dt>
              <dd>
                {value} {changed.includes(field) && <span className={classes.mark} role="img" aria-label={t('mark')} />}
              </dd>
            </div>
          ))}
        </dl>
        <div className={classes.aside}>
          <SharePreview edit={{ service: service.id }} />
        </div>
      </div>
    </Panel>
  )
}
