import { Button, Text } from '@mantine/core'
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { useStandingWords } from '@/components/keys/standing-words'
import item from '@/components/layout/marked-item.module.css'
import { useSpans } from '@/components/layout/spans'
import type { CheckFinding } from '@/lib/contract/key-checks'
import classes from './checks.module.css'

const ICONS = { revived: CircleCheck, refused: CircleX, unknown: CircleHelp } as const
const TONES = { revived: 'good', refused: 'bad', unknown: undefined } as const

type FindingListProps = { findings: readonly CheckFinding[]; total: number; now: number }

/** Keys whose last check asks for a person; one that is out and alive again can be reset from here. */
export function FindingList({ findings, total, now }: FindingListProps) {
  const t = useTranslations('checks')
  return (
    <>
      <ul className={classes.findings} aria-label={t('findings')}>
        {findings.map(finding => (
          <FindingItem key={finding.keyId} finding={finding} now={now} />
        ))}
      </ul>
      {total > findings.length && (
        <Text size="sm" c="dimmed">
          {t('more', { count: total - findings.length })}
        </Text>
      )}
    </>
  )
}

function FindingItem({ finding, now }: { finding: CheckFinding; now: number }) {
  const t = useTranslations('checks')
  const words = useStandingWords()
  const spans = useSpans()
  const inHand = useKeyDeeds()
  const { kind, keyId, name, masked, serviceLabel, check } = finding
  const Icon = ICONS[kind]
  const why = check.outcome !== null && check.life !== 'alive' ? words.reason(check.outcome) : null
  return (
    <li data-tone={TONES[kind]}>
      <Icon size={16} aria-hidden className={item.mark} />
      <div className={item.text}>
        <Link href={`/keys/${keyId}`}>{name}</Link> <span className={classes.masked}>{masked}</span> · {serviceLabel}
        <span className={classes.under}>
          {why === null ? t(`finding.${kind}`) : t('because', { what: t(`finding.${kind}`), why })}
          {' · '}
          {t('took', { ago: spans.ago(Date.parse(check.at), now), duration: Math.round(check.durationMs) })}
        </span>
      </div>
      {inHand && kind === 'revived' && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('resetOf', { name })}
          onClick={() => inHand.open({ kind: 'reset', input: { keyId }, name })}
        >
          {t('reset')}
        </Button>
      )}
    </li>
  )
}
