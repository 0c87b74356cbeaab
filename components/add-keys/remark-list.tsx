import { useTranslations } from 'next-intl'
import type { KeyPreview } from '@/lib/contract/key-preview'
import classes from './add-keys.module.css'

const SHOWN = 20

/** Lines that give no key, and why. */
export function RemarkList({ remarks }: Pick<KeyPreview, 'remarks'>) {
  const t = useTranslations('addKeys.remark')
  if (remarks.length === 0) return null
  return (
    <ul className={classes.remarks} aria-label={t('title')}>
      {remarks.slice(0, SHOWN).map(({ line, code }) => (
        <li key={`${line} ${code}`}>{t('line', { line, text: t(codeOf(code)) })}</li>
      ))}
      {remarks.length > SHOWN && <li>{t('more', { count: remarks.length - SHOWN })}</li>}
    </ul>
  )
}

type Code = KeyPreview['remarks'][number]['code']

/** Those of single rows are said in their row. */
function codeOf(code: Code) {
  return code === 'no-service' || code === 'bad-field' || code === 'repeated' || code === 'unusual' ? 'other' : code
}
