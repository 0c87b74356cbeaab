import { RingProgress, Text, Title } from '@mantine/core'
import type { Status } from '@/lib/contract/status'
import classes from './overview.module.css'
import { verdictOf } from './verdict'
import { words } from './words'

const TONE_COLOURS = { good: 'var(--kw-good)', rest: 'var(--kw-rest)', bad: 'var(--kw-bad)' } as const
const GOOD_SCORE = 80
const FAIR_SCORE = 50

/** What a person came to know: does it serve, and how well. */
export function VerdictPanel({ status, now }: { status: Status; now: number }) {
  const { tone, sentence } = verdictOf(status, now)
  const score = Math.round(status.healthScore)
  const colour = score >= GOOD_SCORE ? TONE_COLOURS.good : score >= FAIR_SCORE ? TONE_COLOURS.rest : TONE_COLOURS.bad
  return (
    <section className={classes.verdict}>
      <div>
        <Title order={1} className={classes.sentence} data-tone={tone}>
          {sentence}
        </Title>
      </div>
      <RingProgress
        size={92}
        thickness={7}
        roundCaps
        role="img"
        aria-label={`${words.health.title}: ${score} ${words.health.outOf}`}
        rootColor="var(--kw-track)"
        sections={[{ value: score, color: colour }]}
        label={
          <div className={classes.score} aria-hidden>
            <span className={classes.scoreNumber}>{score}</span>
            <Text span size="xs" c="dimmed">
              {words.health.title}
            </Text>
          </div>
        }
      />
    </section>
  )
}
