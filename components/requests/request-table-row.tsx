import { useFormatter, useTranslations } from 'next-intl'
import { type MouseEvent, memo, useEffect, useRef } from 'react'
import { ROLES } from '@/components/layout/table-roles'
import type { RequestRow } from '@/lib/contract/requests'
import { EndingMark } from './ending-mark'
import classes from './requests.module.css'
import { useRefusalWords } from './use-refusal-words'
import { useRequestWords } from './use-request-words'

type RequestTableRowProps = { request: RequestRow; href: string; isOpen: boolean; onOpen(id: string): void }

/** One request. Its time is a link to its trail; a click anywhere else in the row opens it as well. */
export const RequestTableRow = memo(
  function RequestTableRow({ request, href, isOpen, onOpen }: RequestTableRowProps) {
    const { id, serviceLabel, model, key, caller, status, firstByteMs, totalMs } = request
    const t = useTranslations('requests')
    const words = useRequestWords()
    const row = useRef<HTMLTableRowElement>(null)
    useEffect(() => {
      if (!isOpen) return
      row.current?.scrollIntoView({ block: 'nearest' })
      const link = row.current?.querySelector('a')
      // whoever closes the trail goes on from its row
      return () => link?.focus({ preventScroll: true })
    }, [isOpen])
    const label = (column: Parameters<typeof t>[0]) => ({ 'data-label': t(column) })
    return (
      <tr ref={row} {...ROLES.row} data-open={isOpen || undefined} onClick={() => onOpen(id)}>
        <td {...ROLES.cell} data-column="time">
          <TimeLink request={request} href={href} isOpen={isOpen} />
        </td>
        <td {...ROLES.cell} data-column="ending">
          <EndingCell request={request} />
        </td>
        <td {...ROLES.cell} data-column="target" {...label('column.target')}>
          <span className={classes.cut}>{model === null ? serviceLabel : `${serviceLabel} · ${model}`}</span>
        </td>
        <td {...ROLES.cell} data-column="key" {...label('column.key')}>
          <span className={classes.cut} title={key?.masked}>
            {key === null ? t('none') : words.key(key)}
          </span>
        </td>
        <td {...ROLES.cell} data-column="caller" {...label('column.caller')}>
          <span className={classes.cut}>{words.caller(caller)}</span>
        </td>
        <td {...ROLES.cell} data-column="status" data-number {...label('column.status')}>
          {status ?? t('none')}
        </td>
        <td {...ROLES.cell} data-column="firstByte" data-number {...label('column.firstByte')}>
          {words.duration(firstByteMs)}
        </td>
        <td {...ROLES.cell} data-column="total" data-number {...label('column.total')}>
          {words.duration(totalMs)}
        </td>
        <td {...ROLES.cell} data-column="tokens" data-number {...label('column.tokens')}>
          {words.tokens(request)}
        </td>
        <td {...ROLES.cell} data-column="cost" data-number {...label('column.cost')}>
          {words.cost(request)}
        </td>
      </tr>
    )
  },
  // the handlers differ at every render and do the same
  (before, after) => before.request === after.request && before.isOpen === after.isOpen && before.href === after.href,
)

/** A click on it reaches the row, which opens the trail. */
function TimeLink({ request, href, isOpen }: Omit<RequestTableRowProps, 'onOpen'>) {
  const t = useTranslations('requests')
  const format = useFormatter()
  const words = useRequestWords()
  const at = Date.parse(request.at)
  const leaveToRow = (event: MouseEvent) => {
    // with a key held, the browser opens a tab of its own
    if (event.metaKey || event.ctrlKey || event.shiftKey) return event.stopPropagation()
    event.preventDefault()
  }
  return (
    <a
      href={href}
      className={classes.time}
      aria-label={t('open', { time: words.time(at) })}
      aria-current={isOpen || undefined}
      title={words.time(at)}
      onClick={leaveToRow}
    >
      <span className={classes.date}>{format.dateTime(at, { month: 'short', day: 'numeric' })}</span>{' '}
      {format.dateTime(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })}
    </a>
  )
}

/** What the caller got; under it, what makes it more than ordinary. */
function EndingCell({ request: { ending, tries, outcome, refusal, facts, times } }: { request: RequestRow }) {
  const t = useTranslations('requests')
  const words = useRequestWords()
  const refusals = useRefusalWords()
  const isPlain = ending === 'first-try'
  const numbers = refusals.facts(facts)
  const ruled = refusal === null ? words.outcome(outcome) : refusals.rule(refusal)
  const why = numbers === null ? ruled : `${ruled} (${numbers})`
  const more = ending === 'rescued' ? t('tries', { count: tries }) : why
  return (
    <span className={classes.ending}>
      <EndingMark ending={ending} />
      <span className={classes.endingText}>
        <span className={classes.endingWord}>
          {words.ending(ending)} {times > 1 && <span className={classes.times}>{t('times', { count: times })}</span>}
        </span>
        {!isPlain && (
          <span className={classes.under} title={more}>
            {more}
          </span>
        )}
      </span>
    </span>
  )
}
