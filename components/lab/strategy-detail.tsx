import { Text } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import type { RehearsalAnswer } from '@/lib/contract/lab'
import classes from './lab.module.css'
import { useLabNames } from './use-lab-names'

/** One strategy: why requests were lost, which alerts would have come, and what each key did. */
export function StrategyDetail({ answer }: { answer: RehearsalAnswer }) {
  const t = useTranslations('lab.detail')
  const names = useTranslations('strategy')
  return (
    <Panel title={t('title', { strategy: names(answer.strategy) })} isFlush>
      <div className={classes.facts}>
        <Losses answer={answer} />
        <Alerts answer={answer} />
      </div>
      <Keys answer={answer} />
    </Panel>
  )
}

function Losses({ answer: { losses } }: { answer: RehearsalAnswer }) {
  const t = useTranslations('lab.detail')
  const { loss } = useLabNames()
  const format = useFormatter()
  return (
    <section>
      <h3 className={classes.factTitle}>{t('losses')}</h3>
      {losses.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noLosses')}
        </Text>
      )}
      <ul className={classes.list}>
        {losses.map(({ reason, count }) => (
          <li key={reason}>
            <span>{loss(reason)}</span>
            <span className={table.number}>{format.number(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Alerts({ answer: { alerts, alertCount } }: { answer: RehearsalAnswer }) {
  const t = useTranslations('lab.detail')
  const { alert } = useLabNames()
  const spans = useSpans()
  return (
    <section>
      <h3 className={classes.factTitle}>{t('alerts')}</h3>
      {alertCount === 0 && (
        <Text size="sm" c="dimmed">
          {t('noAlerts')}
        </Text>
      )}
      <ul className={classes.list}>
        {alerts.map(({ code, keyName, raisedMs, resolvedMs }) => (
          <li key={`${code} ${keyName} ${raisedMs}`}>
            <span>{keyName === null ? alert(code) : t('alertOfKey', { alert: alert(code), key: keyName })}</span>
            <span className={table.quiet}>
              {resolvedMs === null
                ? t('standing', { after: spans.rough(raisedMs) })
                : t('lasted', { after: spans.rough(raisedMs), span: spans.rough(resolvedMs - raisedMs) })}
            </span>
          </li>
        ))}
      </ul>
      {alerts.length < alertCount && (
        <Text size="sm" c="dimmed">
          {t('moreAlerts', { count: alertCount - alerts.length })}
        </Text>
      )}
    </section>
  )
}

function Keys({ answer: { keys, attemptCount } }: { answer: RehearsalAnswer }) {
  const t = useTranslations('lab.detail')
  const { status } = useLabNames()
  const format = useFormatter()
  const percent = (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 0 })
  const columns = [
    { title: t('key') },
    ...(['share', 'succeeded', 'rests'] as const).map(column => ({ title: t(column), kind: 'number' as const })),
    { title: t('status') },
  ]
  return (
    <table className={table.table} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {keys.map(key => (
          <tr key={key.id} {...ROLES.row}>
            <td className={table.lead} {...ROLES.cell}>
              <span className={table.strong}>{key.name}</span>{' '}
              <span className={`${table.masked} ${table.quiet}`}>{key.masked}</span>
            </td>
            <td className={table.number} data-label={t('share')} {...ROLES.cell}>
              {attemptCount === 0 ? '–' : percent(key.attemptCount / attemptCount)}
            </td>
            <td className={table.number} data-label={t('succeeded')} {...ROLES.cell}>
              {key.attemptCount === 0 ? '–' : percent(Math.floor((100 * key.successCount) / key.attemptCount) / 100)}
            </td>
            <td className={table.number} data-label={t('rests')} {...ROLES.cell}>
              {format.number(key.restCount)}
            </td>
            <td data-label={t('status')} {...ROLES.cell}>
              {status(key.status)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
