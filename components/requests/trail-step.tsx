import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useRuleWords } from '@/components/keys/rule-words'
import type { TrailStep as Step } from '@/lib/contract/requests'
import { EffectList } from './effect-list'
import classes from './trail.module.css'
import { TrailChoice } from './trail-choice'
import { useRefusalWords } from './use-refusal-words'
import { useRequestWords } from './use-request-words'

type TrailStepProps = {
  step: Step
  /** How long the whole request took. */
  spanMs: number
}

/** One attempt on the line of time: which key and why, what came of it, whose doing it was, and what that did. */
export function TrailStep({ step, spanMs }: TrailStepProps) {
  const t = useTranslations('requests')
  const words = useRequestWords()
  const refusals = useRefusalWords()
  const ruleWords = useRuleWords()
  const { number, key, outcome, status, offsetMs, totalMs, blame, rule, refusal, effects } = step
  const isRefusal = outcome === 'refused'
  return (
    <li className={classes.step} data-outcome={outcome === 'success' ? 'good' : isRefusal ? 'refused' : 'bad'}>
      <div className={classes.stepHead}>
        <span className={classes.stepName}>
          <span className={classes.hidden}>{t('trail.attempt', { number })} </span>
          {key === null ? (
            refusals.outcome(refusal)
          ) : (
            <>
              <Link href={`/keys/${key.id}`} className={classes.keyLink}>
                {words.key(key)}
              </Link>{' '}
              <span className={classes.masked}>{key.masked}</span>
            </>
          )}
        </span>
        <span className={classes.stepTime}>
          {t('trail.after', { span: words.duration(offsetMs) })}
          {!isRefusal && ` · ${t('trail.took', { span: words.duration(totalMs) })}`}
        </span>
      </div>
      <TimeBar offsetMs={offsetMs} totalMs={totalMs} spanMs={spanMs} />
      {isRefusal ? (
        <RefusalFacts step={step} />
      ) : (
        <p className={classes.stepOutcome}>
          <strong>{words.outcome(outcome)}</strong>
          {outcome !== 'success' && (
            <>
              {' '}
              · {t('trail.blame')}: {t(`blame.${blame}`)} · {t('trail.rule')}:{' '}
              <span title={rule}>{ruleWords(rule)}</span>
            </>
          )}{' '}
          · {t('trail.upstreamStatus')}: {status ?? t('trail.noStatus')}
        </p>
      )}
      <EffectList effects={effects} />
      <TrailChoice choice={step.choice} isRefusal={isRefusal} />
    </li>
  )
}

function RefusalFacts({ step: { refusal, status, facts } }: { step: Step }) {
  const t = useTranslations('requests.trail')
  const refusals = useRefusalWords()
  const numbers = refusals.facts(facts)
  return (
    <p className={classes.stepOutcome}>
      <strong>{refusals.rule(refusal ?? '')}</strong>
      {status !== null && <> · {t('httpStatus', { status })}</>}
      {numbers !== null && <> · {numbers}</>}
    </p>
  )
}

/** When in the request's time it ran, and how long. The words beside it say the same. */
function TimeBar({ offsetMs, totalMs, spanMs }: { offsetMs: number; totalMs: number; spanMs: number }) {
  const left = Math.min(100, (100 * offsetMs) / spanMs)
  const width = Math.min(100 - left, (100 * totalMs) / spanMs)
  return (
    <div className={classes.timeBar} aria-hidden>
      <span style={{ left: `${left}%`, width: `max(3px, ${width}%)` }} />
    </div>
  )
}
