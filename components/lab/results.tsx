import { Alert, Progress, Text } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import type { Lab } from '@/lib/contract/lab'
import classes from './lab.module.css'
import { StrategyDetail } from './strategy-detail'
import { StrategyTable } from './strategy-table'
import type { Rehearsals } from './use-rehearsals'

type ResultsProps = { lab: Lab; rehearsals: Rehearsals }

/** What callers would have seen, as far as it was played. */
export function Results({ lab, rehearsals }: ResultsProps) {
  const t = useTranslations('lab')
  const { answers, state } = rehearsals
  const [chosen, setChosen] = useState<string | null>(null)
  const [first] = answers
  const inForce = lab.services.find(({ id }) => id === first?.service)?.strategy ?? null
  const shown = answers.find(({ strategy }) => strategy === (chosen ?? inForce)) ?? first
  if (state === 'idle') {
    return (
      <Panel title={t('results')}>
        <Text size="sm" c="dimmed" className={classes.prose}>
          {t('before')}
        </Text>
      </Panel>
    )
  }
  return (
    <div className={classes.results}>
      <Panel title={t('results')} aside={first && <Played answer={first} />} isFlush={answers.length > 0}>
        <Status rehearsals={rehearsals} />
        {answers.length > 0 && (
          <StrategyTable answers={answers} inForce={inForce} shown={shown?.strategy ?? null} onShow={setChosen} />
        )}
      </Panel>
      {shown && <StrategyDetail answer={shown} />}
    </div>
  )
}

function Played({ answer: { requestCount, durationMs, keys, keyCount } }: { answer: Rehearsals['answers'][number] }) {
  const t = useTranslations('lab')
  const minutes = durationMs / 60_000
  const played = t('played', { requests: requestCount, minutes, keys: keys.length })
  return keys.length < keyCount ? `${played} ${t('someKeys', { count: keyCount })}` : played
}

function Status({ rehearsals: { state, playing, answers, strategyCount, error } }: Pick<ResultsProps, 'rehearsals'>) {
  const t = useTranslations('lab')
  const names = useTranslations('strategy')
  const say = useProblemWords()
  if (state === 'failed' && error) {
    return (
      <Alert color="red" variant="light" icon={<CircleAlert size={18} aria-hidden />} className={classes.notice}>
        {say(error)}
      </Alert>
    )
  }
  if (state === 'stopped') return <Text className={classes.notice}>{t('stopped')}</Text>
  if (state !== 'playing' || playing === null) return null
  const text = t('playing', { number: answers.length + 1, count: strategyCount, strategy: names(playing) })
  return (
    <div className={classes.notice} role="status">
      <Text size="sm">{text}</Text>
      <Progress mt={6} size="sm" value={(100 * answers.length) / strategyCount} aria-label={text} />
    </div>
  )
}
