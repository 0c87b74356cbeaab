import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { KeyScore } from '@/components/keys/key-score'
import { KeyStanding } from '@/components/keys/key-standing'
import { LimitBar } from '@/components/keys/limit-bar'
import { ROLES } from '@/components/layout/table-roles'
import type { KeyStatusView, ServiceStatus } from '@/lib/contract/status'
import classes from './overview.module.css'
import type { ResetTarget } from './reset-dialog'
import { canReset } from './resettable'
import { roughWait } from './wait'
import { words } from './words'

type KeyRowProps = {
  keyStatus: KeyStatusView
  unit: ServiceStatus['unit']
  now: number
  onReset: ((target: ResetTarget) => void) | null
}

/** One key in one line of the table; a card of its own on a phone. */
export function KeyRow({ keyStatus, unit, now, onReset }: KeyRowProps) {
  return (
    <tr {...ROLES.row}>
      <Cell column="status">
        <KeyStanding keyStatus={keyStatus} now={now} />
      </Cell>
      <Cell column="key">
        <span className={classes.name}>{keyStatus.name}</span>
        <span className={classes.under}>
          <span className={classes.masked}>{keyStatus.masked}</span>
          {originOf(keyStatus)}
        </span>
      </Cell>
      <Cell column="priority">
        {keyStatus.effectivePriority}
        {keyStatus.effectivePriority !== keyStatus.priority && (
          <span className={classes.under} title={words.priority.review(keyStatus.priority)}>
            ({keyStatus.priority})
          </span>
        )}
      </Cell>
      <Cell column="score">
        <KeyScore score={keyStatus.score} />
      </Cell>
      <Cell column="usage">
        <LimitBar usage={keyStatus.usage} unit={unit} now={now} />
      </Cell>
      <Cell column="success">
        <KeySuccess keyStatus={keyStatus} />
      </Cell>
      <Cell column="lastUsed">{lastUsed(keyStatus.lastUsedAt, now)}</Cell>
      {onReset && (
        <Cell column="actions">
          {canReset(keyStatus, now) && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              fw={500}
              c="dimmed"
              aria-label={words.reset.keyLabel(keyStatus.name)}
              onClick={() => onReset({ input: { keyId: keyStatus.id }, what: keyStatus.name })}
            >
              {words.reset.key}
            </Button>
          )}
        </Cell>
      )}
    </tr>
  )
}

function Cell({ column, children }: { column: keyof typeof words.columns; children: ReactNode }) {
  return (
    <td {...ROLES.cell} data-column={column} data-label={words.columns[column]}>
      {children}
    </td>
  )
}

function KeySuccess({ keyStatus: { successRate, totals } }: Pick<KeyRowProps, 'keyStatus'>) {
  if (successRate === null) return <span className={classes.quiet}>{words.success.none}</span>
  return (
    <>
      {percent(successRate)}
      <span className={classes.under}>{words.success.of(totals.successes, totals.requests)}</span>
    </>
  )
}

/** Never 100 % while one attempt failed. */
function percent(ratio: number): string {
  return ratio === 1 ? '100 %' : `${(Math.floor(ratio * 1000) / 10).toFixed(1)} %`
}

function originOf({ source, account }: KeyRowProps['keyStatus']): string {
  const parts = [source === 'env' ? words.fromEnvironment : null, account === null ? null : words.account(account)]
  return parts.map(part => (part === null ? '' : ` · ${part}`)).join('')
}

const JUST_NOW_MS = 2000
function lastUsed(lastUsedAt: string | null, now: number): string {
  if (lastUsedAt === null) return words.never
  const sinceMs = now - Date.parse(lastUsedAt)
  return sinceMs < JUST_NOW_MS ? words.now : words.ago(roughWait(sinceMs))
}
