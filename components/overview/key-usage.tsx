import { Progress } from '@mantine/core'
import type { KeyStatusView, ServiceStatus } from '@/lib/contract/status'
import classes from './overview.module.css'
import { spokenWait } from './wait'
import { words } from './words'

/** From these shares of the daily limit on the bar warns. */
const HIGH_RATIO = 0.8
const FULL_RATIO = 1

type KeyUsageProps = Pick<KeyStatusView, 'usage'> & { unit: ServiceStatus['unit']; now: number }

/** Amount, limit and share of the quota day, and when it begins again. */
export function KeyUsage({ usage, unit, now }: KeyUsageProps) {
  const amount = usage.today.toLocaleString('en')
  const flight = usage.inFlight > 0 ? ` · ${words.usage.inFlight(usage.inFlight)}` : ''
  if (usage.dailyLimit === null) {
    return (
      <>
        {amount}
        <span className={classes.under}>
          {words.usage.unlimited}
          {flight}
        </span>
      </>
    )
  }
  const share = Math.floor(Math.min(usage.ratio, 1) * 100)
  const resets = words.usage.resets(spokenWait(Date.parse(usage.resetAt) - now))
  return (
    <div className={classes.usage} title={resets}>
      <span>
        {amount} / {usage.dailyLimit.toLocaleString('en')}{' '}
        <span className={classes.quiet}>
          {share} %{flight}
        </span>
      </span>
      <Progress.Root size={6} aria-hidden className={classes.bar}>
        <Progress.Section value={share} color={colourOf(usage.ratio)} />
      </Progress.Root>
      <span className={classes.hidden}>
        {words.usage.unit[unit]}, {resets}
      </span>
    </div>
  )
}

function colourOf(ratio: number): string {
  if (ratio >= FULL_RATIO) return 'var(--kw-bad)'
  return ratio >= HIGH_RATIO ? 'var(--kw-rest)' : 'var(--kw-accent)'
}
