import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import type { SaidFact, StandingAlertView } from '@/lib/contract/alerts'
import { KeyLink, ServiceLink } from './alert-links'
import { whenWords } from './when'

type AlertSentenceProps = { alert: Pick<StandingAlertView, 'fact' | 'message' | 'serviceLabel'>; now: number }

/** What is the matter, in the person's language; an alert of an older version has only its English message. */
export function AlertSentence({ alert, now }: AlertSentenceProps): ReactNode {
  const { fact, message, serviceLabel } = alert
  const say = useFactWords(now)
  return fact === null ? message : say(fact, serviceLabel)
}

function useFactWords(now: number): (fact: SaidFact, label: string) => ReactNode {
  const t = useTranslations('alerts.say')
  const when = whenWords(useTranslations('alerts'), useFormatter(), useSpans(), now)
  const because = useReasonWords()
  const usage = useUsageWords(when)
  const spans = useSpans()
  const standing = useStandingWords()
  return (fact, label) => {
    const service = () => <ServiceLink service={fact.service} label={label} />
    const key = () => (fact.keyId === null ? label : <KeyLink {...fact} label={label} />)
    switch (fact.code) {
      case 'usage-high':
        return fact.account === null
          ? t.rich('usage-high', { key, ...usage(fact) })
          : t.rich('usage-high-account', { service, account: fact.account, ...usage(fact) })
      case 'repeated-failures': {
        const ago = spans.ago(Date.parse(fact.lastAt), now)
        return t.rich('repeated-failures', { key, count: fact.count, span: spans.rough(fact.windowMs), ago })
      }
      case 'key-rejected':
      case 'key-suspended':
      case 'out-of-credit':
        return t.rich(fact.code, { key, because: because(fact.reason) })
      case 'few-healthy':
        return t.rich('few-healthy', { service, out: fact.total - fact.healthy, total: fact.total })
      case 'exhausted': {
        const { total, model, retryAt } = fact
        if (model !== null && retryAt !== null)
          return t.rich('exhausted-model', { service, model, when: when(retryAt) })
        if (model !== null) return t.rich('exhausted-model-stuck', { service, model })
        if (retryAt !== null) return t.rich('exhausted', { service, total, when: when(retryAt) })
        return t.rich('exhausted-stuck', { service, total })
      }
      case 'circuit-open': {
        const cause = standing.reason(fact.cause)
        if (fact.until === null) return t.rich('circuit-open-trial', { service, cause })
        return t.rich('circuit-open', { service, cause, when: when(fact.until) })
      }
    }
  }
}

/** What the upstream said of a key, to follow a sentence; nothing where it said nothing. */
function useReasonWords(): (reason: string | null) => string {
  const standing = useStandingWords()
  return statusReason => {
    const why = standing.why({ statusReason }, { kind: 'out', reason: null, model: null, untilAt: null })
    return why === null ? '' : ` (${why})`
  }
}

function useUsageWords(when: (instant: string) => string) {
  const format = useFormatter()
  return ({ used, limit, resetAt }: Extract<SaidFact, { code: 'usage-high' }>) => ({
    percent: format.number(limit > 0 ? Math.floor((100 * used) / limit) / 100 : 1, { style: 'percent' }),
    used: format.number(used),
    limit: format.number(limit),
    when: when(resetAt),
  })
}
