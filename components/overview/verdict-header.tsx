import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { PageHeader } from '@/components/layout/page-header'
import { useSpans } from '@/components/layout/spans'
import type { Overview } from '@/lib/contract/overview'
import classes from './overview.module.css'
import { type Verdict, verdictOf } from './verdict'

type VerdictHeaderProps = { overview: Overview; now: number; children?: ReactNode }

/** What a person came to know, in one sentence: who serves, whether a caller felt it, and what comes next. */
export function VerdictHeader({ overview, now, children }: VerdictHeaderProps) {
  const say = useVerdictWords()
  const verdict = verdictOf(overview, now)
  return (
    <PageHeader
      title={
        <span className={classes.verdict} data-tone={verdict.tone}>
          <span className={classes.tone} aria-hidden />
          <span>{say.sentence(verdict, now)}</span>
        </span>
      }
      lead={say.lead(verdict)}
    >
      {children}
    </PageHeader>
  )
}

function useVerdictWords() {
  const t = useTranslations('overview.verdict')
  const spans = useSpans()
  const keys = (said: Verdict['keys']) => {
    switch (said.kind) {
      case 'none':
      case 'paused':
        return t(said.kind)
      case 'all':
      case 'nobody':
        return t(said.kind, { count: said.count })
      case 'some':
        return t('some', { out: said.out, count: said.count })
    }
  }
  return {
    sentence: ({ keys: said, lostCount, returns }: Verdict, now: number) => {
      if (said.kind === 'none' || said.kind === 'paused') return keys(said)
      const callers = lostCount === 0 ? t('unharmed') : t('harmed', { count: lostCount })
      if (returns === null) return t('line', { keys: keys(said), callers })
      const next = t('returns', { service: returns.label, span: spans.exact(returns.at - now) })
      return t('lineReturn', { keys: keys(said), callers, returns: next })
    },
    lead: ({ keys: said, exhausted, reviewCount }: Verdict) => {
      if (said.kind === 'none') return null
      const lines = [
        exhausted.length > 0 ? t('exhausted', { services: exhausted.join(', ') }) : null,
        reviewCount > 0 ? t('review', { count: reviewCount }) : null,
      ].filter(line => line !== null)
      return lines.length > 0 ? lines.join(' ') : t('fine')
    },
  }
}
