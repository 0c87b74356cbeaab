import { z } from 'zod'
import type { ChannelTarget } from '@/lib/contract/alert-channels'
import type { AlertChannel, ChannelSettings } from '@/lib/store/alert-channels'
import type { MasterKey } from '@/lib/vault/master-key'
import { open, type Place, seal } from '@/lib/vault/seal'
import { ControlError } from './control-error'

/** What of a channel is never shown: addresses may hold a secret in their path. */
const secretsSchema = z.object({ url: z.string(), secret: z.string(), password: z.string() }).partial()
export type ChannelSecrets = z.infer<typeof secretsSchema>

/** What is kept of a channel's target: what may be shown, and what is sealed. */
export type KeptTarget = { settings: ChannelSettings; secrets: ChannelSecrets }

/**
 * A target as it is to be kept. A secret that is not given stays, where the channel is still of that kind and, for a
 * password, leads to the same server.
 * @throws ControlError `invalid-input` where one is missing
 */
export function keptTarget(target: ChannelTarget, before: KeptTarget | null): KeptTarget {
  const kept = before && viaOf(target) === before.settings.via ? before.secrets : {}
  if (target.kind === 'email') return keptMail(target, kept, before)
  const url = target.url ?? kept.url
  if (url === undefined) throw missing('url', 'channelNeedsUrl', 'an address')
  const shown = { origin: new URL(url).origin, allowsPrivate: target.allowsPrivate }
  if (target.kind === 'slack') return { settings: { via: 'slack', ...shown }, secrets: { url } }
  const secret = target.secret ?? kept.secret
  if (secret === undefined) throw missing('secret', 'channelNeedsSecret', 'a signing secret')
  return { settings: { via: 'webhook', ...shown, isSigned: true }, secrets: { url, secret } }
}

type MailTarget = Extract<ChannelTarget, { kind: 'email' }>

function keptMail(target: MailTarget, kept: ChannelSecrets, before: KeptTarget | null): KeptTarget {
  const { from, to } = target
  if (target.via === 'resend') return { settings: { via: 'resend', from, to }, secrets: {} }
  const { host, port, security, allowsPrivate } = target
  const username = target.username || null
  const was = before?.settings
  const isSameServer = was?.via === 'smtp' && was.host === host && was.port === port && was.username === username
  const password = target.password ?? (isSameServer ? kept.password : undefined)
  if (username !== null && password === undefined) throw missing('password', 'channelNeedsPassword', 'the password')
  if (username !== null && security === 'none') {
    const said = { key: 'channelPlainPassword' }
    throw new ControlError('invalid-input', 'A password is not sent without encryption.', { said })
  }
  const settings = { via: 'smtp' as const, from, to, host, port, security, username, allowsPrivate }
  return {
    settings: { ...settings, hasPassword: username !== null },
    secrets: username === null || password === undefined ? {} : { password },
  }
}

function viaOf(target: ChannelTarget): ChannelSettings['via'] {
  return target.kind === 'email' ? target.via : target.kind
}

function missing(field: string, key: string, what: string): ControlError {
  const issue = { path: ['target', field], code: 'invalid_type', values: {}, message: `wanted ${what}` }
  return new ControlError('invalid-input', `target.${field}: wanted ${what}`, { said: { key }, issues: [issue] })
}

/** A channel's secrets as they are stored, opened by `openSecrets` for this channel alone; `null`: it has none. */
export function sealSecrets(masterKey: MasterKey, id: string, secrets: ChannelSecrets) {
  if (Object.keys(secrets).length === 0) return null
  return seal(masterKey, placeOf(id), JSON.stringify(secrets))
}

/** @throws VaultError when they cannot be opened */
export function openSecrets(masterKey: MasterKey, { id, sealed }: Pick<AlertChannel, 'id' | 'sealed'>): ChannelSecrets {
  return sealed === null ? {} : secretsSchema.parse(JSON.parse(open(masterKey, placeOf(id), sealed)))
}

function placeOf(id: string): Place {
  return { table: 'alert_channels', id, column: 'sealed' }
}
