import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { ServiceEntry } from '@/lib/contract/services'

/** How a service stands, in one or two sentences: whether it serves, what is missing, and when it comes back. */
export function useVerdict(): (service: ServiceEntry, now: number) => string {
  const t = useTranslations('service.verdict')
  const spans = useSpans()
  const words = useStandingWords()
  const returns = (until: string | null, now: number) => {
    const wait = until === null ? 0 : Date.parse(until) - now
    return wait > 0 ? t('returns', { span: spans.exact(wait) }) : null
  }
  const serves = ({ counts, exhausted }: ServiceEntry) => {
    const { all, idle } = counts
    const serving = counts.ready + counts.partly
    if (all === 0) return t('noKeys')
    if (idle === all) return t('allPaused', { count: all })
    if (serving === 0) return t('none', { count: all })
    if (exhausted) return t('noneForModel')
    return serving === all ? t('all', { count: all }) : t('some', { serving, count: all })
  }
  return (service, now) => {
    const { circuit, counts, exhausted, nextReturnAt } = service
    if (service.isOff) return t('off')
    const { cause, until } = circuit
    if (circuit.kind === 'open' && cause !== null && until !== null && Date.parse(until) > now) {
      return t('down', { cause: words.reason(cause), span: spans.exact(Date.parse(until) - now) })
    }
    const { all, ready, partly, out } = counts
    const isShort = ready + partly < all || exhausted
    const partlyOut = partly > 0 && !exhausted ? t('partly', { count: partly }) : null
    const review = out > 0 ? t('out', { count: out }) : null
    const next = isShort ? returns(nextReturnAt, now) : null
    return [serves(service), partlyOut, next, review].filter(part => part !== null).join(' ')
  }
}
