import { useFormatter, useTranslations } from 'next-intl'
import { KeyScore } from '@/components/keys/key-score'
import type { ChoiceView, ContenderView } from '@/lib/contract/requests'
import classes from './trail.module.css'
import { useRequestWords } from './use-request-words'

type Strategy = NonNullable<ChoiceView['strategy']>
type ContenderTableProps = { contenders: readonly ContenderView[]; strategy: Strategy }

/** Points of a score that a fully used limit takes. */
const USAGE_POINTS = -50
/** A score before a priority is taken off. */
const BASE_POINTS = 100

/** The keys that could have been chosen, the chosen one first; the column the strategy went by comes first. */
export function ContenderTable({ contenders, strategy }: ContenderTableProps) {
  const t = useTranslations('requests.why')
  const words = useRequestWords()
  const decider = DECIDERS[strategy]
  return (
    <table className={classes.contenders} aria-label={t('table')}>
      <thead>
        <tr>
          <th scope="col">{t('key')}</th>
          {decider !== null && <th scope="col">{t(decider)}</th>}
          <th scope="col">{t('idle')}</th>
          <th scope="col">{t('score')}</th>
        </tr>
      </thead>
      <tbody>
        {contenders.map(contender => (
          <tr key={contender.key.id} data-chosen={contender.isChosen || undefined}>
            <th scope="row">
              <span className={classes.cut} title={contender.key.masked}>
                {words.key(contender.key)}
              </span>
              {contender.isChosen && <span className={classes.chosen}>{t('chosen')}</span>}
            </th>
            {decider !== null && (
              <td>
                <Decider contender={contender} decider={decider} />
              </td>
            )}
            <td>{contender.idleMs === null ? t('never') : words.duration(contender.idleMs)}</td>
            <td>
              <KeyScore score={contender.score} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a strategy goes by beside the score and the time a key was not used. */
const DECIDERS = {
  score: null,
  priority: 'priority',
  'round-robin': null,
  'least-used': 'usage',
  weighted: 'turn',
} as const satisfies Record<Strategy, string | null>

function Decider({ contender, decider }: { contender: ContenderView; decider: 'priority' | 'usage' | 'turn' }) {
  const t = useTranslations('requests.why')
  const format = useFormatter()
  const { score, behind } = contender
  switch (decider) {
    case 'priority':
      return format.number(BASE_POINTS - score.priority)
    case 'usage':
      return format.number(score.usage / USAGE_POINTS, { style: 'percent', maximumFractionDigits: 1 })
    case 'turn':
      return behind === null || behind === 0 ? t('next') : t('behind', { value: format.number(behind) })
  }
}
