import { ALERT_CODES } from '@/lib/contract/alerts'
import type { Warning } from '@/lib/contract/warnings'
import type { AlertRulesOf } from '@/lib/engine/alert-rules'
import type { AlertChannel } from '@/lib/store/alert-channels'
import type { KnownServices } from './dead-tokens'

const MAIL_SERVICE = 'resend'

type Hearing = { channels: readonly AlertChannel[]; services: KnownServices; rulesOf: AlertRulesOf }

/** Channels that can never tell anything, and conditions that no channel tells of. Pure. */
export function deadChannels(hearing: Hearing): Warning[] {
  const { channels, services } = hearing
  const inUse = channels.filter(({ isEnabled }) => isEnabled)
  if (channels.length === 0) return []
  if (inUse.length === 0) return [{ code: 'alerts-without-channel', weight: 'dead', service: null, values: {} }]
  const keyed = [...services].filter(([, { keyCount }]) => keyCount > 0).map(([id]) => id)
  return [
    ...inUse.flatMap(channel => deadChannel(channel, keyed, hearing)),
    ...keyed.flatMap(id => unheardConditions(id, inUse, hearing)),
  ]
}

function deadChannel(channel: AlertChannel, keyed: readonly string[], { services, rulesOf }: Hearing): Warning[] {
  const { name, settings, codes } = channel
  const values = { channel: name }
  const warn = (code: Warning['code']): Warning => ({ code, weight: 'dead', service: null, values })
  const heard = keyed.filter(id => channel.services === null || channel.services.includes(id))
  const isDeaf = codes !== null && heard.every(id => codes.every(code => rulesOf(id).off.some(each => each === code)))
  if (channel.services !== null && heard.length === 0) return [warn('channel-without-services')]
  if (heard.length > 0 && isDeaf) return [warn('channel-without-conditions')]
  const hasMailKey = (services.get(MAIL_SERVICE)?.keyCount ?? 0) > 0
  return settings.via === 'resend' && !hasMailKey ? [warn('channel-without-mail-key')] : []
}

/** What a service's rules raise and nobody is told of. */
function unheardConditions(id: string, channels: readonly AlertChannel[], { services, rulesOf }: Hearing): Warning[] {
  const { off } = rulesOf(id)
  const hearers = channels.filter(channel => channel.services === null || channel.services.includes(id))
  const unheard = ALERT_CODES.filter(
    code => !off.includes(code) && !hearers.some(({ codes }) => codes === null || codes.some(each => each === code)),
  )
  if (unheard.length === 0) return []
  const label = services.get(id)?.label ?? id
  const values = { label, count: unheard.length, conditions: unheard.join(' ') }
  return [{ code: 'conditions-without-channel', weight: 'idle', service: id, values }]
}
