import type { Instant } from '@/lib/engine/vocabulary'
import type { AlertMessage } from '../message'
import type { Delivered } from '../outcome'
import { post } from './post'

export type SlackTarget = { url: string; allowsPrivate: boolean; limitMs?: number }

/** Slack cuts a longer text (api.slack.com, "Formatting text"). */
const TEXT_MAX_LENGTH = 3900

/** Tells a room through an incoming webhook of Slack, or of what speaks its dialect (Mattermost, Rocket.Chat, Discord). */
export function sendSlack(target: SlackTarget, message: AlertMessage, now: () => Instant): Promise<Delivered> {
  return post({ ...target, headers: {}, body: JSON.stringify({ text: slackText(message) }) }, now)
}

function slackText({ title, lines, link }: AlertMessage): string {
  const shown = lines.map(line => (line.title ? `*${plain(line.title)}*\n${plain(line.text)}` : plain(line.text)))
  const text = [`*${plain(title)}*`, ...shown].join('\n\n')
  const cut = text.length > TEXT_MAX_LENGTH ? `${text.slice(0, TEXT_MAX_LENGTH)}…` : text
  return `${cut}\n\n<${link.url}|${plain(link.text)}>`
}

/** Names that people give must not become links or mentions (api.slack.com, "Escaping text"). */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
