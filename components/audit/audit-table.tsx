import { ActionIcon } from '@mantine/core'
import { ListFilter } from 'lucide-react'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { TableHead } from '@/components/layout/table-head'
import { ROLES } from '@/components/layout/table-roles'
import type { AuditEntryView } from '@/lib/contract/audit'
import classes from './audit.module.css'
import { useDeedWords } from './deed-words'
import { UndoButton, type UndoDeed } from './undo-button'
import { useChangeWords } from './value-words'

type AuditTableProps = {
  entries: readonly AuditEntryView[]
  undo: UndoDeed | null
  /** Asks for the entries of one target alone; absent where only those of one are shown. */
  onTarget?: ((target: string) => void) | undefined
}

/** One deed a row: when, who, what, from what to what. */
export function AuditTable({ entries, undo, onTarget }: AuditTableProps) {
  const t = useTranslations('audit')
  const columns = [
    ...(['at', 'who', 'what', 'changes'] as const).map(column => ({ title: t(`column.${column}`) })),
    { title: t('column.actions'), kind: 'hidden' as const },
  ]
  return (
    <table className={table.table} aria-label={t('entries')} {...ROLES.table}>
      <TableHead columns={columns} />
      <tbody {...ROLES.rows}>
        {entries.map(entry => (
          <AuditRow key={entry.id} entry={entry} undo={undo} onTarget={onTarget} />
        ))}
      </tbody>
    </table>
  )
}

function AuditRow({ entry, undo, onTarget }: Omit<AuditTableProps, 'entries'> & { entry: AuditEntryView }) {
  const t = useTranslations('audit')
  const format = useFormatter()
  const words = useDeedWords()
  return (
    <tr {...ROLES.row}>
      <td className={classes.at} data-label={t('column.at')} {...ROLES.cell}>
        <time dateTime={entry.at}>
          {format.dateTime(Date.parse(entry.at), { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
      </td>
      <td className={classes.who} data-label={t('column.who')} {...ROLES.cell}>
        {words.who(entry.operator)}
      </td>
      <td data-label={t('column.what')} {...ROLES.cell}>
        <What entry={entry} onTarget={onTarget} />
      </td>
      <td className={table.optional} data-label={t('column.changes')} {...ROLES.cell}>
        <Changes entry={entry} />
      </td>
      <td className={table.actions} {...ROLES.cell}>
        {undo && entry.undo === 'possible' && <UndoButton entry={entry} undo={undo} />}
        {entry.undo === 'done' && <span className={table.quiet}>{t('undone')}</span>}
      </td>
    </tr>
  )
}

function What({ entry, onTarget }: { entry: AuditEntryView } & Pick<AuditTableProps, 'onTarget'>) {
  const t = useTranslations('audit')
  const words = useDeedWords()
  const name = words.target(entry)
  const verb = entry.undone === null ? words.verb(entry.verb) : t('undid', { verb: words.verb(entry.undone) })
  const href = pageOf(entry)
  return (
    <span>
      {verb}{' '}
      {href ? (
        <Link href={href} className={table.link}>
          {name}
        </Link>
      ) : (
        <span className={table.strong}>{name}</span>
      )}{' '}
      {entry.masked !== null && <span className={`${table.masked} ${table.quiet}`}>{entry.masked}</span>}
      {onTarget && name !== '' && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          className={classes.only}
          aria-label={t('onlyThis', { name })}
          onClick={() => onTarget(entry.target)}
        >
          <ListFilter size={14} aria-hidden />
        </ActionIcon>
      )}
    </span>
  )
}

/** The page of what it was done to, where there is one. */
function pageOf({ masked, target, service, verb, undone }: AuditEntryView): string | null {
  if (/Token/.test(undone ?? verb)) return '/tokens'
  if (masked !== null) return `/keys/${encodeURIComponent(target)}`
  return service !== null && service.id === target ? `/services/${encodeURIComponent(target)}` : null
}

function Changes({ entry }: { entry: AuditEntryView }) {
  const t = useTranslations('audit')
  const words = useChangeWords()
  if (entry.changes.length === 0) return null
  return (
    <ul className={classes.changes}>
      {entry.changes.map(change => {
        const { field, before, after } = words(change)
        return (
          <li key={change.field}>
            <span className={table.quiet}>{field}</span> {before === null ? after : t('arrow', { before, after })}
          </li>
        )
      })}
    </ul>
  )
}
