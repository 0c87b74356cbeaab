import { Alert, SegmentedControl } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CopyLines } from '@/components/layout/copy-lines'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { useRequestWords } from '@/components/requests/use-request-words'
import type { AiAnswer } from '@/lib/contract/ai'
import classes from './playground.module.css'
import { ResultValue } from './result-value'
import type { RunState } from './use-run'

/** What a run says: the text as it comes, then the result, or why there is none. */
export function AnswerPanel({ state }: { state: RunState }) {
  const t = useTranslations('playground')
  const say = useProblemWords()
  return (
    <Panel title={t('answer')}>
      <p className={classes.hidden} role="status">
        {t(`state.${state.kind}`)}
      </p>
      {state.kind === 'idle' && <p className={classes.note}>{t('idle')}</p>}
      {state.kind === 'stopped' && <p className={classes.note}>{t('state.stopped')}</p>}
      {state.kind === 'running' && <Running state={state} />}
      {state.kind === 'failed' && (
        <Alert color="red" variant="outline" role="alert">
          {say(state.error)}
          {state.error.message !== say(state.error) && (
            <p className={classes.detail} lang="en">
              {state.error.message}
            </p>
          )}
        </Alert>
      )}
      {state.kind === 'done' && <Result answer={state.answer} />}
    </Panel>
  )
}

function Running({ state: { asked, text, turns } }: { state: Extract<RunState, { kind: 'running' }> }) {
  const t = useTranslations('playground')
  return (
    <>
      {turns.map(({ why, detail }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they only grow
        <p key={index} className={classes.turn}>
          {t(`again.${why}`)} <span lang="en">{detail}</span>
        </p>
      ))}
      <p className={classes.note}>
        {asked === null ? t('waiting') : t('asking', { label: asked.label, model: asked.model })}
      </p>
      {text !== '' && (
        <pre className={classes.stream} aria-busy>
          {text}
        </pre>
      )}
    </>
  )
}

const WAYS = ['read', 'json'] as const

function Result({ answer }: { answer: AiAnswer }) {
  const t = useTranslations('playground')
  const [way, setWay] = useState<(typeof WAYS)[number]>('read')
  return (
    <>
      <div className={classes.resultHead}>
        <Facts answer={answer} />
        <SegmentedControl
          size="xs"
          aria-label={t('way.label')}
          data={WAYS.map(each => ({ value: each, label: t(`way.${each}`) }))}
          value={way}
          onChange={setWay}
        />
      </div>
      {way === 'read' ? (
        <ResultValue value={answer.result} />
      ) : (
        <CopyLines text={JSON.stringify(answer.result, null, 2)} name={t('copyResult')} />
      )}
    </>
  )
}

function Facts({ answer: { service, model, usage, attempts } }: { answer: AiAnswer }) {
  const t = useTranslations('playground')
  const words = useRequestWords()
  if (service === null) return <p className={classes.note}>{t('withoutModel')}</p>
  const used = { ...usage, isEstimated: false }
  return (
    <p className={classes.note}>
      {model} · {words.tokens(used)} · {words.cost(used)} ·{' '}
      {t('tries', { count: attempts.filter(({ outcome }) => outcome !== 'refused').length })}
    </p>
  )
}
