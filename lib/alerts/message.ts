import type { AlertNotice } from '@/lib/contract/alert-notice'
import { GRAVE_CODES } from '@/lib/contract/alerts'
import type { Instant } from '@/lib/engine/vocabulary'
import { noticeSentence, noticeTitle } from './sentence'
import type { NoticeWords } from './words'

/** What goes out on a channel: one alert, many in one, or a test. The same at each try. */
export type AlertMessage = {
  /** So that a receiver who hears it twice can tell. */
  id: string
  kind: 'alert' | 'digest' | 'test'
  title: string
  /** One paragraph for each alert. */
  lines: readonly { title: string | null; text: string }[]
  /** Alerts that are left out of `lines`. */
  alerts: readonly MessageAlert[]
  /** The dashboard's page of alerts, and its name. */
  link: { url: string; text: string }
}

/** An alert as programs read it. */
type MessageAlert = AlertNotice & { severity: 'grave' | 'warning'; text: string }

/** Of a digest so many are told in words; all are in `alerts`. */
const DIGEST_LINES = 20

export type ToTell = { notice: AlertNotice; at: Instant }
export type Place = { words: NoticeWords; dashboard: string }

/** The message that tells of these, in the words of its channel. */
export function messageOf(id: string, toTell: readonly ToTell[], place: Place): AlertMessage {
  const told = withoutBeginnings(toTell)
  const { words, dashboard } = place
  const [only] = told
  const alerts = told.map(({ notice, at }) => withText(words, notice, at))
  const link = linkTo(words, dashboard)
  if (told.length === 1 && only) {
    const title = noticeTitle(words, only.notice)
    return { id, kind: 'alert', title, lines: alerts.map(({ text }) => ({ title: null, text })), alerts, link }
  }
  const shown = told.slice(0, DIGEST_LINES)
  const lines = shown.map(({ notice, at }) => {
    return { title: noticeTitle(words, notice), text: noticeSentence(words, notice, at) }
  })
  const more = told.length - shown.length
  if (more > 0) lines.push({ title: '', text: words.told('more', { count: more }) })
  return { id, kind: 'digest', title: digestTitle(words, told), lines, alerts, link }
}

/** What a press of the test button sends. */
export function testMessage(id: string, channel: string, { words, dashboard }: Place): AlertMessage {
  const lines = [{ title: null, text: words.told('test', { channel }) }]
  return { id, kind: 'test', title: words.told('testTitle'), lines, alerts: [], link: linkTo(words, dashboard) }
}

/** Its text in plain lines. */
export function textOf({ lines, link }: AlertMessage): string {
  const paragraphs = lines.map(({ title, text }) => (title ? `${title}\n${text}` : text))
  return [...paragraphs, `${link.text}: ${link.url}`].join('\n\n')
}

/** Of an alert that is over before it was told, only its end is told. */
function withoutBeginnings(toTell: readonly ToTell[]): ToTell[] {
  const over = new Set(toTell.filter(({ notice }) => notice.kind === 'resolved').map(({ notice }) => notice.alertId))
  return toTell.filter(({ notice }) => notice.kind === 'resolved' || !over.has(notice.alertId))
}

function withText(words: NoticeWords, notice: AlertNotice, at: Instant): MessageAlert {
  const severity = GRAVE_CODES.has(notice.code) ? 'grave' : 'warning'
  return { ...notice, severity, text: noticeSentence(words, notice, at) }
}

function digestTitle({ told, list }: NoticeWords, all: readonly ToTell[]): string {
  const services = list([...new Set(all.map(({ notice }) => notice.serviceLabel))])
  const count = all.filter(({ notice }) => notice.kind !== 'resolved').length
  const over = all.length - count
  if (count === 0) return told('digestOver', { count: over, services })
  return over === 0 ? told('digest', { count, services }) : told('digestMixed', { count, over: String(over), services })
}

function linkTo({ told }: NoticeWords, dashboard: string) {
  return { url: `${dashboard.replace(/\/+$/, '')}/alerts`, text: told('link') }
}
