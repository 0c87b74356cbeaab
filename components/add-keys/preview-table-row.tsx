import { Checkbox, NativeSelect, Tooltip } from '@mantine/core'
import { WandSparkles } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ROLES } from '@/components/layout/table-roles'
import type { PreviewRow } from '@/lib/contract/key-preview'
import classes from './add-keys.module.css'
import type { ServiceChoice } from './add-keys-actions'
import { RowVerdict } from './row-verdict'
import type { ManyKeysInHand } from './use-many-keys'

type RowProps = { many: ManyKeysInHand; row: PreviewRow; services: readonly ServiceChoice[] }

/** One line of the text: whether it is imported, whose key it is, and what is to be said of it. */
export function PreviewTableRow({ many, row, services }: RowProps) {
  const t = useTranslations('addKeys.preview')
  const { line, masked, name, service, state, isGuessed } = row
  const choices = services.map(({ id, label }) => ({ value: id, label }))
  return (
    <tr {...ROLES.row}>
      <td {...ROLES.cell}>
        <Checkbox
          size="xs"
          aria-label={t('row', { line })}
          checked={state === 'new' && many.ticked.has(line)}
          disabled={state !== 'new'}
          onChange={({ currentTarget }) => many.tick([line], currentTarget.checked)}
        />
      </td>
      <td {...ROLES.cell}>
        <span className={classes.masked}>{masked}</span>
        {name !== '' && <span className={`${classes.under} ${classes.quiet}`}>{name}</span>}
      </td>
      <td {...ROLES.cell} className={classes.line}>
        {line}
      </td>
      <td {...ROLES.cell} className={classes.service}>
        <div className={classes.whose}>
          <NativeSelect
            size="xs"
            aria-label={t('serviceOf', { line })}
            value={service ?? ''}
            data={service === null ? [{ value: '', label: '–' }, ...choices] : choices}
            disabled={many.looking.isPending}
            onChange={({ currentTarget }) => currentTarget.value && many.assign(currentTarget.value, line)}
          />
          {isGuessed && (
            <Tooltip label={t('guessed')} withArrow>
              <WandSparkles size={14} role="img" aria-label={t('guessed')} />
            </Tooltip>
          )}
        </div>
      </td>
      <td {...ROLES.cell} className={classes.verdict}>
        <RowVerdict
          row={row}
          examination={many.testing.verdicts.get(line)}
          services={services}
          onRestored={many.look}
        />
      </td>
    </tr>
  )
}
