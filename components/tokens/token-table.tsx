import { Button } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { useSpans } from '@/components/layout/spans'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import type { ListedToken } from '@/lib/contract/token'
import { TokenLimits } from './token-limits'
import classes from './tokens.module.css'

type TokenTableProps = {
  tokens: readonly ListedToken[]
  services: readonly { id: string; label: string }[]
  now: number
  /** `null`: nobody here may change anything. */
  deeds: { change(token: ListedToken): void; revoke(token: ListedToken): void } | null
}

/** One token a row. */
export function TokenTable({ tokens, services, now, deeds }: TokenTableProps) {
  const t = useTranslations('tokens')
  const labelOf = new Map(services.map(({ id, label }) => [id, label]))
  const columns = [
    ...(['name', 'token', 'services', 'limits', 'lastUsed'] as const).map(column => ({ title: t(`column.${column}`) })),
    { title: t('column.requests'), kind: 'number' as const },
    { title: t('column.expires') },
    ...(deeds ? [{ title: t('column.actions'), kind: 'hidden' as const }] : []),
  ]
  return (
    <table className={`${table.table} ${classes.table}`} aria-label={t('table')} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {tokens.map(token => (
          <TokenRow key={token.id} token={token} labelOf={labelOf} now={now} deeds={deeds} />
        ))}
      </tbody>
    </table>
  )
}

type TokenRowProps = Pick<TokenTableProps, 'now' | 'deeds'> & {
  token: ListedToken
  labelOf: ReadonlyMap<string, string>
}

function TokenRow({ token, labelOf, now, deeds }: TokenRowProps) {
  const t = useTranslations('tokens')
  const format = useFormatter()
  const spans = useSpans()
  const { name, masked, state, services, requests, lastUsedAt, expiresAt } = token
  const labels = services?.map(id => labelOf.get(id) ?? id).join(', ')
  return (
    <tr {...ROLES.row}>
      <td className={`${table.strong} ${table.lead}`} {...ROLES.cell}>
        {name} {state !== 'active' && <span className={table.quiet}>({t(`state.${state}`)})</span>}
      </td>
      <td data-label={t('column.token')} {...ROLES.cell}>
        <span className={table.masked}>{masked}</span>
      </td>
      <td data-label={t('column.services')} {...ROLES.cell}>
        {labels ?? <span className={table.quiet}>{t('everyService')}</span>}
      </td>
      <td data-label={t('column.limits')} {...ROLES.cell}>
        <TokenLimits token={token} now={now} />
      </td>
      <td data-label={t('column.lastUsed')} {...ROLES.cell}>
        {spans.ago(lastUsedAt === null ? null : Date.parse(lastUsedAt), now)}
      </td>
      <td className={table.number} data-label={t('column.requests')} {...ROLES.cell}>
        {format.number(requests)}
      </td>
      <td className={classes.day} data-label={t('column.expires')} {...ROLES.cell}>
        {expiresAt === null ? (
          <span className={table.quiet}>{t('noEnd')}</span>
        ) : (
          format.dateTime(Date.parse(expiresAt), { dateStyle: 'medium' })
        )}
      </td>
      {deeds && (
        <td className={table.actions} {...ROLES.cell}>
          {state !== 'revoked' && <TokenDeeds token={token} deeds={deeds} />}
        </td>
      )}
    </tr>
  )
}

function TokenDeeds({ token, deeds }: { token: ListedToken; deeds: NonNullable<TokenTableProps['deeds']> }) {
  const t = useTranslations('tokens')
  const { name } = token
  return (
    <div className={classes.deeds}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('changeOf', { name })}
        onClick={() => deeds.change(token)}
      >
        {t('change')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('revokeOf', { name })}
        onClick={() => deeds.revoke(token)}
      >
        {t('revoke')}
      </Button>
    </div>
  )
}
