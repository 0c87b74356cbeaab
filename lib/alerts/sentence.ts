import type { AlertNotice, Outlook } from '@/lib/contract/alert-notice'
import type { SaidFact } from '@/lib/contract/alerts'
import type { Instant } from '@/lib/engine/vocabulary'
import { because } from './reason'
import type { NoticeWords } from './words'

/**
 * What a person needs to know of one alert, in a sentence or two: what is the matter, when it ends, and what of today's
 * quota is left until when. Times are told as they look at `at`, so that the text is the same at each try.
 */
export function noticeSentence(words: NoticeWords, notice: AlertNotice, at: Instant): string {
  if (notice.kind === 'resolved') return overSentence(words, notice)
  const { fact, outlook, serviceLabel } = notice
  if (fact === null) return notice.message
  if (fact.code === 'few-healthy' && outlook) {
    return `${serviceLabel}: ${[keysPart(words, outlook, at), quotaPart(words, outlook, at)].filter(Boolean).join('; ')}.`
  }
  return [factSentence(words, fact, notice, at), restOf(words, fact, notice, at)].filter(Boolean).join(' ')
}

/** `Key rejected · Groq, team-a` */
export function noticeTitle({ alerts, told }: NoticeWords, { kind, fact, serviceLabel, message }: AlertNotice): string {
  if (fact === null) return message
  const what = alerts(`name.${fact.code}`)
  const subject = fact.keyId === null ? serviceLabel : `${serviceLabel}, ${fact.name}`
  return told(`title.${kind}`, { what, subject })
}

function overSentence(words: NoticeWords, notice: AlertNotice): string {
  const { since, resolvedAt, outlook, serviceLabel } = notice
  const span = words.span(Date.parse(resolvedAt ?? since) - Date.parse(since))
  const lasted = words.told('lasted', { span })
  if (outlook === null || outlook.total === 0) return lasted
  const serving = outlook.total - outlook.resting - outlook.out
  return `${lasted} ${words.told('serving', { service: serviceLabel, serving, total: outlook.total })}`
}

function factSentence(words: NoticeWords, fact: SaidFact, { serviceLabel }: AlertNotice, at: Instant): string {
  const { alerts } = words
  const service = () => serviceLabel
  const key = () => (fact.keyId === null ? serviceLabel : `${serviceLabel} · ${fact.name} (${fact.masked})`)
  const when = (instant: string) => alerts('atTime', { time: words.time(Date.parse(instant), at) })
  switch (fact.code) {
    case 'usage-high': {
      const { used, limit, account } = fact
      const percent = words.percent(limit > 0 ? used / limit : 1)
      const use = { percent, used: words.number(used), limit: words.number(limit), when: when(fact.resetAt) }
      if (account === null) return alerts.markup('say.usage-high', { key, ...use })
      return alerts.markup('say.usage-high-account', { service, account, ...use })
    }
    case 'repeated-failures': {
      const span = words.span(fact.windowMs)
      const ago = when(fact.lastAt)
      return alerts.markup('say.repeated-failures', { key, count: fact.count, span, ago })
    }
    case 'key-rejected':
    case 'key-suspended':
    case 'out-of-credit':
      return alerts.markup(`say.${fact.code}`, { key, because: because(words, fact.reason) })
    case 'few-healthy':
      return alerts.markup('say.few-healthy', { service, out: fact.total - fact.healthy, total: fact.total })
    case 'exhausted':
      return exhaustedSentence(words, fact, { service, when })
    case 'circuit-open': {
      const cause = words.standing(`reason.${fact.cause}`)
      if (fact.until === null) return alerts.markup('say.circuit-open-trial', { service, cause })
      return alerts.markup('say.circuit-open', { service, cause, when: when(fact.until) })
    }
  }
}

type Said = { service(): string; when(instant: string): string }

function exhaustedSentence(
  { alerts }: NoticeWords,
  { total, model, retryAt }: Extract<SaidFact, { code: 'exhausted' }>,
  { service, when }: Said,
): string {
  if (model !== null && retryAt !== null) {
    return alerts.markup('say.exhausted-model', { service, model, when: when(retryAt) })
  }
  if (model !== null) return alerts.markup('say.exhausted-model-stuck', { service, model })
  if (retryAt !== null) return alerts.markup('say.exhausted', { service, total, when: when(retryAt) })
  return alerts.markup('say.exhausted-stuck', { service, total })
}

/** What follows the sentence of a fact, and does not repeat it. */
function restOf(words: NoticeWords, fact: SaidFact, { emptyAt, outlook, serviceLabel }: AlertNotice, at: Instant) {
  if (fact.code === 'usage-high') {
    return emptyAt === null ? null : words.told('empty', { time: words.time(Date.parse(emptyAt), at) })
  }
  if (outlook === null || outlook.total <= 1) return null
  if (fact.keyId !== null) {
    const serving = outlook.total - outlook.resting - outlook.out
    return words.told('serving', { service: serviceLabel, serving, total: outlook.total })
  }
  const use = quotaPart(words, outlook, at)
  return use && words.told('also', { part: use })
}

/** `3 of 4 keys rest, the next returns at 14:10, and 1 waits for your review` */
function keysPart(words: NoticeWords, { total, resting, out, nextReturnAt }: Outlook, at: Instant): string {
  const { told } = words
  const time = nextReturnAt === null ? null : words.time(Date.parse(nextReturnAt), at)
  const parts = [
    ...(resting > 0
      ? [time === null ? told('rest', { resting, total }) : told('restUntil', { resting, total, time })]
      : []),
    ...(out > 0 ? [told('out', { out, total })] : []),
  ]
  return parts.join(', ')
}

/** `80 % of today's quota is used, empty by about 17:40 at this pace, reset 02:00` */
function quotaPart(words: NoticeWords, { use }: Outlook, at: Instant): string | null {
  if (use === null || use.limit <= 0) return null
  const percent = words.percent(use.used / use.limit)
  const reset = words.time(Date.parse(use.resetAt), at)
  if (use.emptyAt === null) return words.told('useLasts', { percent, reset })
  return words.told('use', { percent, time: words.time(Date.parse(use.emptyAt), at), reset })
}
