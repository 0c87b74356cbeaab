import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Panel } from '@/components/layout/panel'
import type { KeyDetail } from '@/lib/contract/key-detail'
import classes from './key.module.css'

/** How the key is set up, and what the upstream told of its limits. */
export function SetUpPanel({ detail }: { detail: KeyDetail }) {
  const t = useTranslations('key.setUp')
  const format = useFormatter()
  const { key } = detail
  const count = (value: number | null) => (value === null ? t('noLimit') : format.number(value))
  const day = (at: string) => format.dateTime(Date.parse(at), { dateStyle: 'medium' })
  return (
    <Panel title={t('title')}>
      <dl className={classes.setUp}>
        <Entry name={t('priority')}>{format.number(key.priority)}</Entry>
        <Entry name={t('weight')}>{format.number(key.weight)}</Entry>
        <Entry name={t('account')}>{key.account ?? t('ownAccount')}</Entry>
        <Entry name={t('dailyLimit')}>{count(key.usage.dailyLimit)}</Entry>
        <Entry name={t('minuteLimit')}>{count(key.minuteLimit)}</Entry>
        <Entry name={t('tokenMinuteLimit')}>{count(key.tokenMinuteLimit)}</Entry>
        <Entry name={t('concurrencyLimit')}>{count(key.concurrencyLimit)}</Entry>
        <Entry name={t('models')}>{key.models === null ? t('allModels') : key.models.join(', ')}</Entry>
        <Entry name={t('expires')}>{key.expiresAt === null ? t('never') : day(key.expiresAt)}</Entry>
        <Entry name={t('dayZone')}>{detail.dayZone}</Entry>
        <Entry name={t('created')}>{day(detail.createdAt)}</Entry>
        {key.labels.length > 0 && <Entry name={t('labels')}>{key.labels.join(', ')}</Entry>}
        {key.note !== null && (
          <Entry name={t('note')} isWide>
            {key.note}
          </Entry>
        )}
        {detail.learned.length > 0 && (
          <Entry name={t('learned')} isWide>
            <Learned limits={detail.learned} />
          </Entry>
        )}
      </dl>
    </Panel>
  )
}

function Entry({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? classes.wide : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Learned({ limits }: { limits: KeyDetail['learned'] }) {
  const t = useTranslations('key.setUp')
  const format = useFormatter()
  const sentences = limits.map(({ unit, per, model, limit, remaining }) => {
    const values = { unit: t(`units.${unit}`), per: t(`per.${per}`), model: model ?? 'none' }
    const said = limit === null ? 'none' : format.number(limit)
    return t('learnedLimit', { ...values, limit: said, left: remaining === null ? 'none' : format.number(remaining) })
  })
  return <>{sentences.join(' · ')}</>
}
