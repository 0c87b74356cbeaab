import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { KeyScore } from '@/components/keys/key-score'
import { KeyStanding } from '@/components/keys/key-standing'
import { LastTrouble } from '@/components/keys/last-trouble'
import { LimitBar } from '@/components/keys/limit-bar'
import { RecentUse } from '@/components/keys/recent-use'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { KeyDetail } from '@/lib/contract/key-detail'
import type { KeyRow } from '@/lib/contract/key-page'
import classes from './key.module.css'

type KeyFactsProps = { keyRow: KeyRow; detail: KeyDetail; now: number }

/** How the key stands, in one row; below it, what the upstream last had against it. */
export function KeyFacts({ keyRow, detail, now }: KeyFactsProps) {
  const t = useTranslations('key')
  const spans = useSpans()
  const format = useFormatter()
  const { usage, unit, score, totals, successRate, lastUsedAt, effectivePriority, priority } = keyRow
  const rate = successRate === null ? '–' : format.number(floored(successRate), PERCENT)
  return (
    <dl className={classes.facts}>
      <Fact name={t('facts.standing')}>
        <KeyStanding keyStatus={keyRow} now={now} />
      </Fact>
      <Fact name={t('facts.usage')}>
        <LimitBar usage={usage} unit={unit} now={now} />
        <LimitOutlook keyRow={keyRow} detail={detail} now={now} />
      </Fact>
      <Fact name={t('facts.recent')}>
        <RecentUse keyId={keyRow.id} recent={keyRow.recent} />
      </Fact>
      <Fact name={t('facts.score')}>
        <span className={classes.figure}>
          <KeyScore score={score} />
        </span>
        <span className={classes.under}>
          {effectivePriority === priority ? t('facts.priority', { priority }) : t('facts.review', { priority })}
        </span>
      </Fact>
      <Fact name={t('facts.success')}>
        <span className={classes.figure}>{rate}</span>
        <span className={classes.under}>{t('facts.attempts', { count: totals.requests })}</span>
      </Fact>
      <Fact name={t('facts.lastUsed')}>
        <span className={classes.figure}>{spans.ago(lastUsedAt === null ? null : Date.parse(lastUsedAt), now)}</span>
        <span className={classes.under}>{t('facts.inFlight', { count: usage.inFlight })}</span>
      </Fact>
      <LastCheck check={detail.lastCheck} now={now} />
      <Trouble trouble={detail.lastTrouble} now={now} />
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** When the limit counts anew, and whether it lasts until then. */
function LimitOutlook({ keyRow: { usage }, detail, now }: KeyFactsProps) {
  const t = useTranslations('key.facts')
  const spans = useSpans()
  if (usage.dailyLimit === null) return null
  const resets = t('resets', { span: spans.exact(Date.parse(usage.resetAt) - now) })
  if (detail.exhaustedAt === null || usage.ratio >= 1) return <span className={classes.under}>{resets}</span>
  const span = spans.exact(Date.parse(detail.exhaustedAt) - now)
  return (
    <>
      <span className={classes.under}>{resets}</span>
      <span className={classes.under} data-warns>
        {t('runsOut', { span })}
      </span>
    </>
  )
}

/** What the free probe last said. */
function LastCheck({ check, now }: { check: KeyDetail['lastCheck']; now: number }) {
  const t = useTranslations('checks')
  const facts = useTranslations('key.facts')
  const spans = useSpans()
  const words = useStandingWords()
  const why = check && check.outcome !== null && check.life !== 'alive' ? ` · ${words.reason(check.outcome)}` : ''
  return (
    <Fact name={facts('check')}>
      <span className={classes.figure}>{check ? t(`life.${check.life}`) : facts('neverChecked')}</span>
      {check && (
        <span className={classes.under}>
          {t('took', { ago: spans.ago(Date.parse(check.at), now), duration: Math.round(check.durationMs) })}
          {why}
        </span>
      )}
    </Fact>
  )
}

/** The last real error; it stays when the key serves again. */
function Trouble({ trouble, now }: { trouble: KeyDetail['lastTrouble']; now: number }) {
  const t = useTranslations('key.trouble')
  return (
    <div className={classes.trouble}>
      <dt>{t('title')}</dt>
      <dd>{trouble === null ? t('none') : <LastTrouble trouble={trouble} now={now} />}</dd>
    </div>
  )
}

const PERCENT = { style: 'percent', maximumFractionDigits: 1 } as const

/** 100 % stands only where nothing failed. */
function floored(rate: number): number {
  return Math.floor(rate * 1000) / 1000
}
