import { Tooltip, UnstyledButton } from '@mantine/core'
import { CircleCheck, CircleGauge, CirclePause, CircleX, Hourglass } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSpans } from '@/components/layout/spans'
import type { KeyStatusView } from '@/lib/contract/status'
import classes from './keys.module.css'
import { type Standing, standingOf } from './standing'
import { useStandingWords } from './standing-words'

const ICONS = {
  ready: CircleCheck,
  partly: Hourglass,
  resting: Hourglass,
  full: CircleGauge,
  idle: CirclePause,
  out: CircleX,
} as const

/** Does this key serve; if not, why and for how long, counting down. */
export function KeyStanding({ keyStatus, now }: { keyStatus: KeyStatusView; now: number }) {
  const words = useStandingWords()
  const standing = standingOf(keyStatus, now)
  const Icon = ICONS[standing.kind]
  const why = words.why(keyStatus, standing)
  const cooldown = keyStatus.cooldowns.find(({ until }) => Date.parse(until) === standing.untilAt)
  return (
    <div className={classes.standing} data-kind={standing.kind}>
      <Icon size={16} aria-hidden className={classes.standingIcon} />
      <div className={classes.standingText}>
        <span className={classes.standingLabel}>{words.label(keyStatus, standing)}</span>
        {why !== null && (
          <span className={classes.under} data-part="reason" title={why}>
            <span data-part="why">{why}</span>
            {standing.untilAt !== null && (
              <>
                {' · '}
                <RestTimer untilAt={standing.untilAt} cooldown={cooldown} now={now} />
              </>
            )}
          </span>
        )}
      </div>
    </div>
  )
}

type RestTimerProps = {
  untilAt: NonNullable<Standing['untilAt']>
  cooldown: KeyStatusView['cooldowns'][number] | undefined
  now: number
}

/** The running countdown. A guessed end is marked as such; on hover or focus, what rests and how the end is known. */
function RestTimer({ untilAt, cooldown, now }: RestTimerProps) {
  const t = useTranslations('standing')
  const left = useTranslations('spans')('left', { span: useSpans().exact(untilAt - now) })
  if (!cooldown) return <span className={classes.timer}>{left}</span>
  const explanation = t('explainRest', {
    scope: t(`scope.${cooldown.scope}`),
    provenance: t(`provenance.${cooldown.provenance}`),
  })
  return (
    <Tooltip label={explanation} events={{ hover: true, focus: true, touch: true }} withArrow>
      <UnstyledButton className={classes.timer} aria-label={`${left}; ${explanation}`}>
        {cooldown.provenance === 'guess' ? t('about', { left }) : left}
      </UnstyledButton>
    </Tooltip>
  )
}
