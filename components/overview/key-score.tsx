import { Tooltip, UnstyledButton } from '@mantine/core'
import type { KeyStatusView } from '@/lib/contract/status'
import classes from './overview.module.css'
import { words } from './words'

const TERMS = ['priority', 'recentSuccess', 'recentFailure', 'usage', 'recentlyUnused'] as const

/** The score; on hover or focus, its terms. */
export function KeyScore({ score }: Pick<KeyStatusView, 'score'>) {
  const total = rounded(score.total)
  const spoken = TERMS.map(term => `${words.score[term]} ${signed(score[term])}`).join(', ')
  return (
    <Tooltip
      withArrow
      events={{ hover: true, focus: true, touch: true }}
      label={
        <dl className={classes.terms}>
          {TERMS.map(term => (
            <div key={term}>
              <dt>{words.score[term]}</dt>
              <dd>{signed(score[term])}</dd>
            </div>
          ))}
          <div className={classes.total}>
            <dt>{words.score.total}</dt>
            <dd>{total}</dd>
          </div>
        </dl>
      }
    >
      <UnstyledButton className={classes.explained} aria-label={`${words.score.total} ${total}: ${spoken}`}>
        {total}
      </UnstyledButton>
    </Tooltip>
  )
}

const rounded = (value: number) => Math.round(value * 10) / 10
const signed = (value: number) => (value > 0 ? `+${rounded(value)}` : value < 0 ? `−${rounded(-value)}` : '0')
