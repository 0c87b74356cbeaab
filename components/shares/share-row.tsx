import { useFormatter, useTranslations } from 'next-intl'
import shared from '@/components/keys/keys.module.css'
import type { ShareLine } from './share-lines'
import classes from './shares.module.css'

/** One line: the bar is the share after the edit, the mark on it the share before. */
export function ShareRow({ line }: { line: ShareLine }) {
  const t = useTranslations('shares')
  const format = useFormatter()
  const { kind, masked, count, before, after } = line
  const percent = (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 0 })
  const values = { before: percent(before), after: percent(after) }
  const isChanged = values.before !== values.after
  const name = kind === 'others' ? t('others', { count }) : kind === 'unserved' ? t('unserved') : line.name
  return (
    <li className={classes.row} data-kind={kind} data-changed={isChanged || undefined}>
      <span className={classes.name} title={masked}>
        {name}
      </span>
      <span className={classes.track} aria-hidden>
        <span className={classes.after} style={{ width: `${after * 100}%` }} />
        {isChanged && <span className={classes.before} style={{ left: `${before * 100}%` }} />}
      </span>
      <span className={classes.figures} aria-hidden>
        {isChanged ? t('change', values) : values.after}
      </span>
      <span className={shared.hidden}>
        {isChanged ? t('spokenChange', { name, ...values }) : t('spoken', { name, after: values.after })}
      </span>
    </li>
  )
}
