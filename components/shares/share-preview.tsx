import { Loader, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { TYPING_MS } from '@/components/forms/typing'
import { useProblemWords } from '@/components/layout/problem-words'
import { useSpans } from '@/components/layout/spans'
import { sharesQuery } from '@/lib/client/services'
import type { Shares, SharesInput } from '@/lib/contract/shares'
import { shareLines } from './share-lines'
import { ShareRow } from './share-row'
import classes from './shares.module.css'
import { useShareSentence } from './use-share-sentence'

/**
 * Who gets a service's traffic now, and who would after an edit. Whatever is typed is asked about when the hand rests;
 * `edit` is the contract's question, with nothing but the service in it where nothing is edited.
 */
export function SharePreview({ edit }: { edit: SharesInput }) {
  const t = useTranslations('shares')
  const say = useProblemWords()
  const [asked] = useDebouncedValue(edit, TYPING_MS)
  const { data, error, isFetching } = useQuery(sharesQuery(asked))
  return (
    <section className={classes.preview} aria-label={t('title')}>
      <h3 className={classes.title}>
        {t('title')} {isFetching && <Loader size={12} aria-label={t('loading')} />}
      </h3>
      {error && (
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {say(error)}
        </Text>
      )}
      {data ? <Played shares={data} isEdited={isEdit(asked)} /> : <div className={classes.waiting} />}
    </section>
  )
}

function isEdit({ policy, keys }: SharesInput): boolean {
  return Object.keys(policy ?? {}).length > 0 || (keys ?? []).length > 0
}

function Played({ shares, isEdited }: { shares: Shares; isEdited: boolean }) {
  const t = useTranslations('shares')
  const spans = useSpans()
  const sentence = useShareSentence()
  const lines = shareLines(shares)
  if (lines.length === 0) return <Text size="sm">{t('nobody')}</Text>
  return (
    <>
      <p className={classes.sentence} aria-live="polite">
        {isEdited && sentence(shares)}
      </p>
      <ul className={classes.list}>
        {lines.map(line => (
          <ShareRow key={line.id} line={line} />
        ))}
      </ul>
      <p className={classes.explain}>
        {t('explain', { count: shares.pickCount, span: spans.exact(shares.intervalMs) })}
      </p>
    </>
  )
}
