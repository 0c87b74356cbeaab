import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { KeyEventView } from '@/lib/contract/key-event'

const OUT = { kind: 'out', reason: null, model: null, untilAt: null } as const

/** What befell a key or a circuit, as one sentence in the person's language. */
export function useEventWords(): (event: KeyEventView) => string {
  const t = useTranslations('keyEvents')
  const standing = useTranslations('standing')
  const words = useStandingWords()
  const spans = useSpans()
  const spanOf = ({ at, until }: KeyEventView) =>
    until === null ? '' : spans.exact(Date.parse(until) - Date.parse(at))
  const who = ({ operator }: KeyEventView) => operatorWord(t, operator)
  const whyOf = ({ rule }: KeyEventView) => words.why({ statusReason: rule }, OUT) ?? ''
  const reasonOf = ({ reason }: KeyEventView) => (reason === null ? '' : words.reason(reason))
  return event => {
    switch (event.kind) {
      case 'rested': {
        const how = event.provenance === null ? '' : standing(`provenance.${event.provenance}`)
        const what = { reason: reasonOf(event), span: spanOf(event), how }
        const whose = event.account === null ? 'key' : 'account'
        return event.model === null
          ? t('rested', { ...what, whose })
          : t('restedModel', { ...what, whose, model: event.model })
      }
      case 'out':
        return t('out', { status: standing(`status.${event.status ?? 'rejected'}`), why: whyOf(event) })
      case 'restored':
        return t('restored')
      case 'reset':
        return t('reset', { who: who(event) })
      case 'paused':
        return t('paused', { who: who(event) })
      case 'enabled':
        return t('enabled', { who: who(event) })
      case 'circuit-opened':
        return t('circuitOpened', { reason: reasonOf(event), span: spanOf(event) })
      case 'circuit-closed':
        return t('circuitClosed')
    }
  }
}

/** An e-mail address as it is; programs and those who are not known any more by a word. */
function operatorWord(t: ReturnType<typeof useTranslations<'keyEvents'>>, operator: string | null): string {
  if (operator === 'cli') return t('byCli')
  if (operator === 'admin-token') return t('byProgram')
  return operator?.includes('@') ? operator : t('bySomebody')
}
