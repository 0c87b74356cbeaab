import { CopyButton, UnstyledButton } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Trail } from '@/lib/contract/requests'
import { EndingMark } from './ending-mark'
import classes from './trail.module.css'
import { useRequestWords } from './use-request-words'

/** What was asked, and what came of it. */
export function TrailHead({ request }: Pick<Trail, 'request'>) {
  const t = useTranslations('requests')
  const words = useRequestWords()
  const { ending, tries, times, isEstimated, pricedBy } = request
  const facts = [
    ['arrived', words.time(Date.parse(request.at))],
    ['service', request.serviceLabel],
    ['model', request.model ?? t('none')],
    ['call', `${request.method} ${request.path}`],
    ['caller', words.caller(request.caller)],
    ['firstByte', words.duration(request.firstByteMs)],
    ['total', words.duration(request.totalMs)],
    ['tokens', words.tokens(request)],
    ['cost', words.cost(request)],
  ] as const
  return (
    <header className={classes.trailHead}>
      <h2 className={classes.trailTitle}>
        <EndingMark ending={ending} size={20} />
        <span>{words.ending(ending)}</span>
      </h2>
      <p className={classes.trailLead}>
        {t(`endingMeans.${ending ?? 'none'}`)} · {t('tries', { count: tries })}
      </p>
      {times > 1 && <p className={classes.trailLead}>{t('timesMeans', { count: times })}</p>}
      {isEstimated && <p className={classes.trailLead}>{t('estimatedMeans')}</p>}
      {(pricedBy === 'own' || pricedBy === 'upstream') && (
        <p className={classes.trailLead}>{t(`pricedBy.${pricedBy}`)}</p>
      )}
      <RequestId id={request.id} />
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} data-wide={name === 'call' || undefined}>
            <dt>{t(`trail.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  )
}

function RequestId({ id }: { id: string }) {
  const t = useTranslations('requests.trail')
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.id} onClick={copy} aria-label={t('copy')}>
          <span>{id}</span>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          <span className={classes.hidden} role="status">
            {copied ? t('copied') : ''}
          </span>
        </UnstyledButton>
      )}
    </CopyButton>
  )
}
