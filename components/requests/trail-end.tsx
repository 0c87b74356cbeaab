import { useTranslations } from 'next-intl'
import type { Trail } from '@/lib/contract/requests'
import { EndingMark } from './ending-mark'
import classes from './trail.module.css'
import { useRefusalWords } from './use-refusal-words'
import { useRequestWords } from './use-request-words'

/** What the caller got; of a refusal, its words and what helps. */
export function TrailEnd({ request }: Pick<Trail, 'request'>) {
  const t = useTranslations('requests')
  const words = useRequestWords()
  const refusals = useRefusalWords()
  const { ending, status, refusal, detail, facts, totalMs } = request
  const numbers = refusals.facts(facts)
  const fix = refusal === null ? null : refusals.fix(refusal)
  return (
    <section className={classes.trailEnd} aria-label={t('trail.end')}>
      <h3 className={classes.endTitle}>{t('trail.end')}</h3>
      <p className={classes.endLine}>
        <EndingMark ending={ending} />
        <span>
          {words.ending(ending)}: {t(`endingMeans.${ending ?? 'none'}`)}
          {status !== null && ending !== null && ` · ${t('trail.httpStatus', { status })}`}
          {ending !== null && ` · ${t('trail.after', { span: words.duration(totalMs) })}`}
        </span>
      </p>
      {numbers !== null && (
        <p>
          <strong>{t('trail.numbers')}:</strong> {numbers}
        </p>
      )}
      {detail !== null && (
        <p>
          {t('trail.told')}: <q lang="en">{detail}</q>
        </p>
      )}
      {fix !== null && (
        <p>
          <strong>{t('trail.fix')}:</strong> {fix}
        </p>
      )}
    </section>
  )
}
