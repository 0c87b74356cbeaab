import { Alert, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TYPING_MS } from '@/components/forms/typing'
import { useRuleWords } from '@/components/keys/rule-words'
import { useStandingWords } from '@/components/keys/standing-words'
import { useProblemWords } from '@/components/layout/problem-words'
import { useSpans } from '@/components/layout/spans'
import { judgeQuery } from '@/lib/client/service-rules'
import type { Judgement, Rules } from '@/lib/contract/service-rules'
import classes from './rules.module.css'

/** `rules`: a draft; `null`: those in force. */
type JudgePanelProps = { service: string; rules: Rules | null }

/** A box for a real answer, and at once which rule decides about it and what follows. */
export function JudgePanel({ service, rules }: JudgePanelProps) {
  const t = useTranslations('ruleForm.judge')
  const say = useProblemWords()
  const [answer, setAnswer] = useState('')
  const [typedStatus, setStatus] = useState('')
  const status = /^\d{3}$/.test(typedStatus.trim()) ? Number(typedStatus) : undefined
  const [asked] = useDebouncedValue({ service, answer, status, rules }, TYPING_MS)
  const isAsked = asked.answer.trim() !== '' || asked.status !== undefined
  const { data, error } = useQuery({
    ...judgeQuery({
      service,
      answer: asked.answer,
      ...(asked.status === undefined ? {} : { status: asked.status }),
      ...(asked.rules === null ? {} : { rules: asked.rules }),
    }),
    enabled: isAsked,
  })
  return (
    <section aria-label={t('title')} className={classes.judge}>
      <h3 className={classes.judgeTitle}>{t('title')}</h3>
      <p className={classes.lead}>{t('lead')}</p>
      <Textarea
        autosize
        minRows={6}
        maxRows={16}
        label={t('answer')}
        description={t('answerHelp')}
        value={answer}
        onChange={event => setAnswer(event.currentTarget.value)}
        classNames={{ input: classes.code ?? '' }}
        spellCheck={false}
      />
      <TextInput
        mt="sm"
        label={t('status')}
        description={t('statusHelp')}
        inputMode="numeric"
        maxLength={3}
        value={typedStatus}
        onChange={event => setStatus(event.currentTarget.value)}
      />
      <div aria-live="polite">
        {isAsked && error && (
          <Alert mt="sm" color="orange" variant="outline">
            {say(error)}
          </Alert>
        )}
        {isAsked && data && !error && <Verdict judgement={data} />}
      </div>
    </section>
  )
}

function Verdict({ judgement }: { judgement: Judgement }) {
  const t = useTranslations('ruleForm.judge')
  const blames = useTranslations('ruleForm.blames')
  const windows = useTranslations('ruleForm.windows')
  const scopes = useTranslations('standing.scope')
  const { reason } = useStandingWords()
  const ruleWords = useRuleWords()
  const spans = useSpans()
  const { by, index, rule, outcome, blame, window, rest } = judgement
  const rests = rest && t('rests', { scope: scopes(rest.scope), span: spans.exact(rest.forMs) })
  return (
    <section aria-label={t('verdict')}>
      <dl className={classes.verdict}>
        <dt>{t('decides')}</dt>
        <dd>{t(`by.${by}`, { number: (index ?? 0) + 1, rule: ruleWords(rule) })}</dd>
        <dt>{t('outcome')}</dt>
        <dd>
          {reason(outcome)}
          {window && ` (${windows(window)})`}
        </dd>
        <dt>{t('blame')}</dt>
        <dd>{blames(blame)}</dd>
        <dt>{t('rest')}</dt>
        <dd>{rest ? `${rests}, ${t(`provenance.${rest.provenance}`)}` : t('noRest')}</dd>
      </dl>
    </section>
  )
}
