import { randomUUID } from 'node:crypto'
import type {
  ChangeChannel,
  ChangedChannel,
  ChannelList,
  ChannelSelection,
  ChannelTarget,
  ChannelView,
  NewChannel,
  RemovedChannel,
} from '@/lib/contract/alert-channels'
import {
  type AlertChannel,
  type ChannelDraft,
  findChannel,
  holdChannel,
  listChannels as listStored,
  removeChannel as removeStored,
  saveChannel,
} from '@/lib/store/alert-channels'
import { countWaiting, dropDeliveries } from '@/lib/store/alert-deliveries'
import type { Session } from '@/lib/store/session'
import { VaultError } from '@/lib/vault/vault-error'
import { inOneAuditedTransaction, inOneTransaction } from './audit-trail'
import { keptTarget, openSecrets, sealSecrets } from './channel-secret'
import { channelView, type Waiting } from './channel-view'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { iso } from './key-view'
import { requireService } from './require-service'

/** Every channel, oldest first, with how its newest delivery ended. */
export async function listChannels({ ctx }: { ctx: ControlContext }): Promise<ChannelList> {
  requireRole(ctx, 'viewer')
  const [channels, waiting] = await Promise.all([listStored(ctx.store), countWaiting(ctx.store)])
  return {
    generatedAt: iso(ctx.now()),
    channels: channels.map(each => channelView(each, waiting.get(each.id) ?? null)),
  }
}

/** Makes a channel. It hears of alerts that are raised from now on. @throws ControlError `invalid-input`, `unknown-service` */
export async function addChannel(call: { ctx: ControlContext; input: NewChannel }): Promise<ChannelView> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireServices(ctx, input.services)
  const { target, ...manner } = input
  const id = randomUUID()
  const { settings, secrets } = keptTarget(target, null)
  const draft = { ...manner, id, kind: target.kind, settings, sealed: sealSecrets(ctx.masterKey, id, secrets) }
  return inOneTransaction(ctx, async session => {
    const channel = await saveChannel(session, draft)
    const detail = { name: channel.name, after: toldOf(channel) }
    const deed = { verb: 'addChannel', target: id, detail, change: CHANNELS_CHANGED }
    return { answer: channelView(channel, null), deed }
  })
}

/**
 * Changes a channel; one that is switched off forgets what waits. A change of secrets cannot be undone: the old ones are
 * gone.
 * @throws ControlError `not-found`, `invalid-input`, `unknown-service`
 */
export async function changeChannel(call: { ctx: ControlContext; input: ChangeChannel }): Promise<ChangedChannel> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireServices(ctx, input.services)
  const { channelId, target, ...manner } = input
  let isResealed = false
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdChannel(session, channelId)
    const before = await requireChannel(session, channelId)
    const given = Object.fromEntries(Object.entries(manner).filter(([, value]) => value !== undefined))
    const retarget = target && retargeted(ctx, before, target)
    isResealed = retarget !== undefined && !retarget.keepsSecrets
    const draft = { ...before, ...given, ...retarget?.change }
    if (!isResealed && Object.keys(differencesOf(before, draft).after).length === 0) {
      return { answer: channelView(before, await waitingOf(session, channelId)), deed: null }
    }
    const after = await saveChannel(session, draftOf(draft))
    const droppedAt = after.isEnabled ? null : await dropDeliveries(session, channelId)
    const detail = {
      name: after.name,
      before: { ...toldOf(before), ...(isResealed && { secretReplaced: false }) },
      after: { ...toldOf(after), ...(isResealed && { secretReplaced: true }) },
      ...(!isResealed && { whole: differencesOf(before, after), droppedAt }),
    }
    const deed = { verb: 'changeChannel', target: channelId, detail, change: CHANNELS_CHANGED }
    return { answer: channelView(after, await waitingOf(session, channelId)), deed }
  })
  return { ...answer, auditId: isResealed ? null : auditId }
}

/** Removes a channel, and what waits for it; an undo has both back for 30 days. @throws ControlError `not-found` */
export async function removeChannel(call: { ctx: ControlContext; input: ChannelSelection }): Promise<RemovedChannel> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdChannel(session, input.channelId)
    const channel = await requireChannel(session, input.channelId)
    const droppedAt = await dropDeliveries(session, channel.id)
    const removedAt = await removeStored(session, channel.id)
    const { name } = channel
    const detail = { name, before: toldOf(channel), after: {}, whole: { after: { removedAt } }, droppedAt }
    return { answer: { name }, deed: { verb: 'removeChannel', target: channel.id, detail, change: CHANNELS_CHANGED } }
  })
  return { ...answer, auditId }
}

export const CHANNELS_CHANGED = { kind: 'alerts-changed' as const }

/** @throws ControlError `not-found` */
export async function requireChannel(session: Session, id: string): Promise<AlertChannel> {
  const channel = await findChannel(session, id)
  if (channel) return channel
  throw new ControlError('not-found', 'There is no channel with this id.', { said: { key: 'channelGone' } })
}

function requireServices(ctx: ControlContext, services: readonly string[] | null | undefined): void {
  for (const service of services ?? []) requireService(ctx, service)
}

function retargeted(ctx: ControlContext, before: AlertChannel, target: ChannelTarget) {
  const secrets = secretsOf(ctx, before)
  const kept = keptTarget(target, { settings: before.settings, secrets })
  const sealed = sealSecrets(ctx.masterKey, before.id, kept.secrets)
  const keepsSecrets = isAlike(kept.secrets, secrets)
  return { change: { kind: target.kind, settings: kept.settings, sealed }, keepsSecrets }
}

/** What an undo puts back: everything of a channel but its secrets. */
export function openPartsOf(channel: AlertChannel): Record<string, unknown> {
  const { name, kind, isEnabled, settings, services, codes, locale, zone } = channel
  return { name, kind, isEnabled, settings, services, codes, locale, zone }
}

function differencesOf(before: AlertChannel, after: AlertChannel) {
  const was = Object.entries(openPartsOf(before))
  const is = new Map(Object.entries(openPartsOf(after)))
  const changed = was.filter(([field, value]) => !isAlike(value, is.get(field)))
  return {
    before: Object.fromEntries(changed),
    after: Object.fromEntries(changed.map(([field]) => [field, is.get(field)])),
  }
}

/** Secrets that cannot be opened any more are entered anew. */
function secretsOf({ masterKey }: ControlContext, channel: AlertChannel) {
  try {
    return openSecrets(masterKey, channel)
  } catch (error) {
    if (error instanceof VaultError) return {}
    throw error
  }
}

/** In whatever order their fields stand. */
function isAlike(one: unknown, other: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_, part: unknown) => inOrder(part))
  return text(one) === text(other)
}

function inOrder(part: unknown): unknown {
  const isPlain = part instanceof Object && !Array.isArray(part)
  return isPlain ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part
}

export function draftOf(channel: AlertChannel): ChannelDraft {
  const { triedAt: _, trouble: __, restsUntil: ___, createdAt: ____, updatedAt: _____, ...draft } = channel
  return draft
}

async function waitingOf(session: Session, channelId: string): Promise<Waiting | null> {
  return (await countWaiting(session)).get(channelId) ?? null
}

/** What the audit says of a channel: nothing that is secret. */
function toldOf(channel: AlertChannel): Record<string, unknown> {
  const { kind, isEnabled, services, codes, locale, zone, settings } = channel
  const { address } = channelView(channel, null)
  const more = 'allowsPrivate' in settings ? { allowsPrivate: settings.allowsPrivate } : {}
  return { kind, address, isEnabled, services, codes, locale, zone, ...more }
}
