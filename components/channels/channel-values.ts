import type { ChannelKind, ChannelView, NewChannelInput } from '@/lib/contract/alert-channels'
import { ALERT_CODES } from '@/lib/contract/alerts'
import type { Locale } from '@/lib/contract/locale'

export type ServiceName = { id: string; label: string }

/** What stands in the form of a channel, as it is typed. Secrets are empty: what is kept is never shown. */
export type ChannelValues = {
  name: string
  kind: ChannelKind
  url: string
  secret: string
  allowsPrivate: boolean
  via: 'resend' | 'smtp'
  from: string
  to: string
  host: string
  port: number | string
  security: 'tls' | 'starttls' | 'none'
  username: string
  password: string
  services: string[]
  codes: string[]
  locale: Locale
  zone: string
}

/** The form of a new channel, in the language and zone of who makes it. */
export function emptyValues(locale: Locale, zone: string): ChannelValues {
  return {
    ...{ name: '', kind: 'webhook', url: '', secret: '', allowsPrivate: false, via: 'resend', from: '', to: '' },
    ...{ host: '', port: 465, security: 'tls', username: '', password: '', services: [], codes: [], locale, zone },
  }
}

export function valuesOf(channel: ChannelView): ChannelValues {
  const { name, kind, target, services, codes, locale, zone } = channel
  const plain = { name, kind, services: services ?? [], codes: codes ?? [] }
  return { ...emptyValues(locale, zone), ...plain, ...shownOf(target) }
}

function shownOf(target: ChannelView['target']): Partial<ChannelValues> {
  if (target.via === 'webhook' || target.via === 'slack') return { allowsPrivate: target.allowsPrivate }
  const { from, to } = target
  const people = { from, to: to.join(', ') }
  if (target.via === 'resend') return { via: 'resend', ...people }
  const { host, port, security, username, allowsPrivate } = target
  return { via: 'smtp', ...people, host, port, security, username: username ?? '', allowsPrivate }
}

/** What the form asks for. A secret that is left empty is not named: it stays. */
export function inputOf(values: ChannelValues): NewChannelInput {
  const { name, services, codes, locale, zone } = values
  return {
    ...{ name, locale, zone, target: targetOf(values) },
    services: services.length > 0 ? services : null,
    codes: codes.length > 0 ? ALERT_CODES.filter(code => codes.includes(code)) : null,
  }
}

function targetOf(values: ChannelValues): NewChannelInput['target'] {
  const { kind, via, from, allowsPrivate } = values
  const url = values.url.trim() === '' ? {} : { url: values.url }
  const secret = values.secret === '' ? {} : { secret: values.secret }
  if (kind === 'webhook') return { kind, ...url, ...secret, allowsPrivate }
  if (kind === 'slack') return { kind, ...url, allowsPrivate }
  const to = values.to.split(/[\s,;]+/).filter(Boolean)
  if (via === 'resend') return { kind, via, from, to }
  const { host, port, security, username, password } = values
  const login = { username: username.trim() || null, ...(password !== '' && { password }) }
  return { kind, via, from, to, host, port: Number(port), security, ...login, allowsPrivate }
}

/** 32 random bytes in hex. */
export function makeSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), byte => byte.toString(16).padStart(2, '0')).join('')
}
