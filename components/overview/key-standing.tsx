import { Tooltip, UnstyledButton } from '@mantine/core'
import { CircleCheck, CirclePause, CircleX, Hourglass } from 'lucide-react'
import type { KeyStatusView } from '@/lib/contract/status'
import classes from './overview.module.css'
import { type Standing, standingOf } from './standing'
import { spokenWait } from './wait'
import { words } from './words'

const ICONS = {
  ready: CircleCheck,
  partly: Hourglass,
  resting: Hourglass,
  idle: CirclePause,
  out: CircleX,
} as const

/** Does this key serve; if not, why and for how long, counting down. */
export function KeyStanding({ keyStatus, now }: { keyStatus: KeyStatusView; now: number }) {
  const standing = standingOf(keyStatus, now)
  const Icon = ICONS[standing.kind]
  const cooldown = keyStatus.cooldowns.find(({ until }) => Date.parse(until) === standing.untilAt)
  return (
    <div className={classes.standing} data-kind={standing.kind}>
      <Icon size={18} aria-hidden className={classes.standingIcon} />
      <div>
        <span className={classes.name}>{standing.label}</span>
        {standing.reason !== null && (
          <span className={classes.under}>
            {standing.reason}
            {standing.untilAt !== null && (
              <>
                {' · '}
                <Timer standing={standing} cooldown={cooldown} now={now} />
              </>
            )}
          </span>
        )}
      </div>
    </div>
  )
}

type TimerProps = {
  standing: Standing
  cooldown: KeyStatusView['cooldowns'][number] | undefined
  now: number
}

/** A guessed end is marked as such; on hover or focus, what rests and how the end is known. */
function Timer({ standing, cooldown, now }: TimerProps) {
  if (standing.untilAt === null) return null
  const left = words.wait(spokenWait(standing.untilAt - now))
  if (!cooldown) return <span className={classes.timer}>{left}</span>
  const explanation = `${words.scope[cooldown.scope]}; ${words.provenance[cooldown.provenance]}`
  return (
    <Tooltip label={explanation} events={{ hover: true, focus: true, touch: true }} withArrow>
      <UnstyledButton className={classes.timer} aria-label={`${left}; ${explanation}`}>
        {cooldown.provenance === 'guess' ? `≈ ${left}` : left}
      </UnstyledButton>
    </Tooltip>
  )
}
