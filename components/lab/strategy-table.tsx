import { UnstyledButton } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import type { RehearsalAnswer } from '@/lib/contract/lab'
import classes from './lab.module.css'
import { PartStrip } from './part-strip'

type StrategyTableProps = {
  answers: readonly RehearsalAnswer[]
  inForce: string | null
  shown: string | null
  onShow(strategy: string): void
}

/** One row a strategy; a row that is chosen is shown in detail below. */
export function StrategyTable({ answers, inForce, shown, onShow }: StrategyTableProps) {
  const t = useTranslations('lab.table')
  const names = useTranslations('strategy')
  const say = useFigures()
  const figures = ['answered', 'lost', 'rescued', 'wait', 'calls', 'alerts'] as const
  const columns = [
    { title: t('strategy') },
    { title: t('course') },
    ...figures.map(figure => ({ title: t(figure), kind: 'number' as const })),
  ]
  return (
    <table className={table.table} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {answers.map(answer => {
          const { strategy } = answer
          return (
            <tr key={strategy} {...ROLES.row} className={strategy === shown ? classes.shown : undefined}>
              <td className={table.lead} {...ROLES.cell}>
                <UnstyledButton
                  className={classes.pick}
                  aria-pressed={strategy === shown}
                  onClick={() => onShow(strategy)}
                >
                  {names(strategy)}
                </UnstyledButton>
                {strategy === inForce && <span className={table.under}>{t('inForce')}</span>}
              </td>
              <td data-label={t('course')} {...ROLES.cell}>
                <PartStrip answer={answer} />
              </td>
              {figures.map(head => (
                <td key={head} className={`${table.number} ${classes.figure}`} data-label={t(head)} {...ROLES.cell}>
                  {say(answer)[head]}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The figures of a rehearsal as the person's language writes them. */
function useFigures() {
  const t = useTranslations('lab.table')
  const format = useFormatter()
  const whole = (value: number) => format.number(value)
  const seconds = (ms: number) => t('seconds', { seconds: format.number(ms / 1000, { maximumFractionDigits: 1 }) })
  return ({ requestCount, endings, waits, attemptCount, alertCount }: RehearsalAnswer) => {
    // Of no requests at all there is no share.
    const ofRequests = (count: number, said: (share: number) => string) =>
      requestCount === 0 ? '–' : said(count / requestCount)
    return {
      // 99.96 % are not all
      answered: ofRequests(endings.firstTry + endings.rescued, share =>
        format.number(Math.floor(share * 1000) / 1000, { style: 'percent', maximumFractionDigits: 1 }),
      ),
      lost: whole(endings.lost),
      rescued: whole(endings.rescued),
      wait: `${seconds(waits.p50Ms)} · ${seconds(waits.p95Ms)}`,
      calls: ofRequests(attemptCount, calls =>
        format.number(calls, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
      ),
      alerts: whole(alertCount),
    }
  }
}
