import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { bulkPreviewQuery } from '@/lib/client/key-page'
import { type BulkAnswer, type ChangeKeysInput, SKIP_REASONS } from '@/lib/contract/key-edit'
import classes from './bulk.module.css'
import { useFactWords } from './fact-words'

const SHOWN = 8

/** Which keys an action changes, each from what to what, and which it leaves alone and why. */
export function BulkPreview({ input }: { input: ChangeKeysInput }) {
  const say = useProblemWords()
  const { data, error } = useQuery(bulkPreviewQuery(input))
  if (error) return <p role="alert">{say(error)}</p>
  return <div className={classes.preview}>{data ? <Previewed answer={data} /> : <Loader size="sm" />}</div>
}

function Previewed({ answer: { changed, changedCount, skipped } }: { answer: BulkAnswer }) {
  const t = useTranslations('service.bulk')
  const facts = useFactWords()
  const shown = changed.slice(0, SHOWN)
  return (
    <>
      <p aria-live="polite">{t('changes', { count: changedCount })}</p>
      <ul>
        {shown.map(({ id, name, before, after }) => (
          <li key={id}>
            <strong>{name}</strong> {facts(before, after)}
          </li>
        ))}
        {changedCount > shown.length && <li>{t('moreKeys', { count: changedCount - shown.length })}</li>}
        {SKIP_REASONS.filter(reason => (skipped[reason] ?? 0) > 0).map(reason => (
          <li key={reason} className={classes.skipped}>
            {t(`skipped.${reason}`, { count: skipped[reason] ?? 0 })}
          </li>
        ))}
      </ul>
    </>
  )
}
