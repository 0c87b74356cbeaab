import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { CircuitView } from '@/lib/contract/services'
import classes from './service.module.css'

/** Whether the upstream is called, why not, and until when; while it is, how near it is to being left alone. */
export function CircuitState({ circuit, now }: { circuit: CircuitView; now: number }) {
  const t = useTranslations('service.circuit')
  const words = useStandingWords()
  const spans = useSpans()
  const { kind, cause, until, since, openings, failuresInRow, threshold } = circuit
  const left = until === null ? 0 : Date.parse(until) - now
  if (kind === 'closed') {
    return (
      <span className={classes.circuit} data-kind={failuresInRow > 0 ? 'warned' : 'closed'}>
        {failuresInRow === 0 ? t('closed') : t('counting', { failures: failuresInRow, threshold })}
      </span>
    )
  }
  const why = t('why', {
    cause: words.reason(cause ?? ''),
    openings,
    since: spans.ago(since === null ? null : Date.parse(since), now),
  })
  return (
    <span className={classes.circuit} data-kind={kind}>
      {kind === 'open' && left > 0 ? t('open', { span: spans.exact(left) }) : t('trial')} {why}
    </span>
  )
}
