import { useFormatter, useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import type { ChoiceView } from '@/lib/contract/requests'
import { ContenderTable } from './contender-table'
import classes from './trail.module.css'

type TrailChoiceProps = { choice: ChoiceView | null; isRefusal: boolean }

/** Why this key: how it was chosen, among which keys, and why the others could not work, all as it stood then. */
export function TrailChoice({ choice, isRefusal }: TrailChoiceProps) {
  const t = useTranslations('requests.why')
  if (choice === null) return isRefusal ? null : <p className={classes.quiet}>{t('unknown')}</p>
  const { strategy, keyCount, contenders } = choice
  return (
    <details className={classes.why} open>
      <summary>{isRefusal ? t('titleNone') : t('title')}</summary>
      {keyCount === 1 && !isRefusal ? (
        <p>{t('only')}</p>
      ) : (
        <>
          {!isRefusal && strategy !== null && <p>{t(strategy)}</p>}
          <OutSentence choice={choice} />
          {strategy !== null && contenders.length > 0 && <ContenderTable contenders={contenders} strategy={strategy} />}
          <OthersSentence choice={choice} />
        </>
      )}
    </details>
  )
}

function OutSentence({ choice: { keyCount, out } }: { choice: ChoiceView }) {
  const t = useTranslations('requests.why')
  const format = useFormatter()
  const { reason } = useStandingWords()
  const count = sumOf(out)
  if (count === 0) return <p>{t('allIn', { total: keyCount })}</p>
  const reasons = out.map(each => t('reason', { count: format.number(each.count), reason: reason(each.reason) }))
  return <p>{t('out', { out: count, total: keyCount, reasons: format.list(reasons) })}</p>
}

/** Only the best few are kept. */
function OthersSentence({ choice: { keyCount, out, contenders } }: { choice: ChoiceView }) {
  const t = useTranslations('requests.why')
  const count = keyCount - sumOf(out) - contenders.length
  if (count <= 0 || contenders.length === 0) return null
  return <p className={classes.quiet}>{t('others', { count })}</p>
}

function sumOf(out: ChoiceView['out']): number {
  return out.reduce((sum, { count }) => sum + count, 0)
}
