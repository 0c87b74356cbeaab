import { Button } from '@mantine/core'
import { CircleX } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { useStandingWords } from '@/components/keys/standing-words'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import type { Need, Overview } from '@/lib/contract/overview'
import classes from './overview.module.css'

type NeedListProps = Pick<Overview, 'needs' | 'needCount' | 'services'> & { now: number }

/** What only a person can mend, each with what can be done about it; nothing at all when there is nothing. */
export function NeedList({ needs, needCount, services, now }: NeedListProps) {
  const t = useTranslations('overview.needs')
  if (needs.length === 0) return null
  const labelOf = (id: string) => services.find(service => service.id === id)?.label ?? id
  return (
    <Panel
      title={t('title')}
      aside={needCount > needs.length && t('more', { count: needCount - needs.length })}
      isFlush
    >
      <ul className={classes.rows}>
        {needs.map(need => (
          <li key={need.kind === 'key-out' ? need.keyId : need.service} className={classes.row}>
            <CircleX size={16} aria-hidden className={classes.badIcon} />
            <NeedSentence need={need} label={labelOf(need.service)} now={now} />
            <NeedActions need={need} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type NeedProps = { need: Need; label: string; now: number }

function NeedSentence({ need, label, now }: NeedProps) {
  const t = useTranslations('overview.needs')
  const words = useStandingWords()
  const spans = useSpans()
  if (need.kind === 'no-usable-key') {
    return <span className={classes.rowText}>{t('noUsableKey', { service: label, count: need.total })}</span>
  }
  const standing = { kind: 'out', reason: null, model: null, untilAt: null } as const
  const why = words.why({ statusReason: need.reason }, standing)
  return (
    <span className={classes.rowText}>
      <Link href={`/keys/${need.keyId}`}>{need.name}</Link> <span className={classes.masked}>{need.masked}</span>{' '}
      {t('keyOut', { service: label, status: words.label({ status: need.status }, standing) })}
      <span className={classes.quiet}>
        {why !== null && ` · ${why}`}
        {need.since !== null && ` · ${spans.ago(Date.parse(need.since), now)}`}
      </span>
    </span>
  )
}

function NeedActions({ need }: { need: Need }) {
  const t = useTranslations('overview.needs')
  const inHand = useKeyDeeds()
  if (need.kind === 'no-usable-key') {
    return (
      <span className={classes.rowActions}>
        {inHand && (
          <Button component={Link} href={`/keys/add?service=${need.service}`} size="compact-sm" variant="default">
            {t('addKey')}
          </Button>
        )}
        <Button component={Link} href={`/services/${need.service}`} size="compact-sm" variant="default">
          {t('openService')}
        </Button>
      </span>
    )
  }
  const { keyId, name, status } = need
  return (
    <span className={classes.rowActions}>
      {inHand && status !== 'expired' && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('resetOf', { name })}
          onClick={() => inHand.open({ kind: 'reset', input: { keyId }, name })}
        >
          {t('reset')}
        </Button>
      )}
      <Button
        component={Link}
        href={`/keys/${keyId}`}
        size="compact-sm"
        variant="default"
        aria-label={t('openOf', { name })}
      >
        {t('open')}
      </Button>
    </span>
  )
}
