import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { RotationNews } from '@/lib/contract/rotation-news'
import classes from './overview.module.css'

type KeyRef = { keyId: string; masked: string }

/** `gsk_ab…3f rate limited on llama-3.3-70b, resting 60 s → gsk_cd…91` */
export function NewsSentence({ line, label }: { line: RotationNews; label: string }) {
  const t = useTranslations('feed')
  const words = useStandingWords()
  const spans = useSpans()
  switch (line.kind) {
    case 'rested': {
      const span = spans.exact(Date.parse(line.until) - Date.parse(line.at))
      const said = { reason: words.reason(line.reason), span }
      return (
        <>
          <KeyLink of={line.key} />{' '}
          {line.model === null ? t('rested', said) : t('restedModel', { ...said, model: line.model })}
          <Next of={line.next} />
        </>
      )
    }
    case 'out':
      return (
        <>
          <KeyLink of={line.key} /> {t('out', { status: words.reason(line.status) })}
          <Next of={line.next} />
        </>
      )
    case 'passed-on':
      return (
        <>
          <KeyLink of={line.key} /> {words.reason(line.reason)}
          <Next of={line.next} />
        </>
      )
    case 'restored':
      return (
        <>
          <KeyLink of={line.key} /> {t('restored')}
        </>
      )
    case 'circuit': {
      if (line.circuit === 'closed') return t('circuitClosed', { service: label })
      const span = line.until === null ? '' : spans.exact(Date.parse(line.until) - Date.parse(line.at))
      return t('circuitOpen', { service: label, cause: words.reason(line.cause ?? ''), span })
    }
    case 'reset':
      return t('reset', { service: label, count: line.keyCount })
  }
}

function KeyLink({ of }: { of: KeyRef }) {
  return (
    <Link href={`/keys/${of.keyId}`} className={classes.masked}>
      {of.masked}
    </Link>
  )
}

/** The key that took the request over, once it is known. */
function Next({ of }: { of: KeyRef | null }) {
  const t = useTranslations('feed')
  if (of === null) return null
  return (
    <>
      {' '}
      <span role="img" aria-label={t('then')} className={classes.quiet}>
        →
      </span>{' '}
      <KeyLink of={of} />
    </>
  )
}
