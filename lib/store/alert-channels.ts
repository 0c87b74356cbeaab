import { z } from 'zod'
import { CHANNEL_KINDS, type ChannelKind, MAIL_SECURITIES } from '@/lib/contract/alert-channels'
import { ALERT_CODES, type AlertView } from '@/lib/contract/alerts'
import { LOCALES, type Locale } from '@/lib/contract/locale'
import { type Said, saidSchema } from '@/lib/contract/said'
import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import { hastenDeliveries } from './alert-outbox'
import { fromColumn, parseJson, place, textList, toColumn } from './columns'
import type { AlertChannel as Row } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

/** What may be shown of where a channel leads. */
const channelSettingsSchema = z.discriminatedUnion('via', [
  z.object({ via: z.literal('webhook'), origin: z.string(), allowsPrivate: z.boolean(), isSigned: z.boolean() }),
  z.object({ via: z.literal('slack'), origin: z.string(), allowsPrivate: z.boolean() }),
  z.object({ via: z.literal('resend'), from: z.string(), to: z.array(z.string()) }),
  z.object({
    ...{ via: z.literal('smtp'), from: z.string(), to: z.array(z.string()), host: z.string(), port: z.number() },
    ...{ security: z.enum(MAIL_SECURITIES), username: z.string().nullable() },
    ...{ hasPassword: z.boolean(), allowsPrivate: z.boolean() },
  }),
])
export type ChannelSettings = z.infer<typeof channelSettingsSchema>

export type AlertChannel = {
  id: string
  name: string
  kind: ChannelKind
  isEnabled: boolean
  settings: ChannelSettings
  sealed: Uint8Array<ArrayBuffer> | null
  /** `null`: all. */
  services: readonly ServiceId[] | null
  codes: readonly AlertView['code'][] | null
  locale: Locale
  zone: string
  /** How the newest delivery or test ended. */
  triedAt: Instant | null
  trouble: Said | null
  /** It is left alone until then. */
  restsUntil: Instant | null
  createdAt: Instant
  updatedAt: Instant
}

export type ChannelDraft = Omit<AlertChannel, 'triedAt' | 'trouble' | 'restsUntil' | 'createdAt' | 'updatedAt'>

export async function listChannels(session: Session): Promise<AlertChannel[]> {
  const where = { removedAt: null }
  const rows = await session.db.alertChannel.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  return rows.map(toChannel)
}

export async function findChannel(session: Session, id: string): Promise<AlertChannel | null> {
  const row = await session.db.alertChannel.findUnique({ where: { id, removedAt: null } })
  return row && toChannel(row)
}

/** Lets nobody else change a channel until the transaction ends: call it before what a change is made from is read. */
export async function holdChannel(session: Session, id: string): Promise<void> {
  await session.db.alertChannel.updateMany({ where: { id }, data: { id } })
}

/** Keeps a channel, in place of what was kept of it; what waits for it is tried at once. */
export async function saveChannel(session: Session, draft: ChannelDraft): Promise<AlertChannel> {
  const now = toColumn(session.now())
  const { id, settings, services, codes, ...plain } = draft
  const columns = {
    ...plain,
    settings: JSON.stringify(settings),
    services: services && JSON.stringify(services),
    codes: codes && JSON.stringify(codes),
    updatedAt: now,
    restsUntil: null,
  }
  const row = await session.db.alertChannel.upsert({
    where: { id },
    create: { id, ...columns, createdAt: now },
    update: columns,
  })
  await hastenDeliveries(session, id)
  return toChannel(row)
}

/** Takes a channel out of sight. @returns when that was, for `recallChannel` */
export async function removeChannel(session: Session, id: string): Promise<Instant> {
  const removedAt = session.now()
  await session.db.alertChannel.updateMany({ where: { id }, data: { removedAt: toColumn(removedAt) } })
  return removedAt
}

/** Has back a channel that was removed, if it was at that instant. @returns whether it was */
export async function recallChannel(session: Session, id: string, removedAt: Instant): Promise<boolean> {
  const where = { id, removedAt: toColumn(removedAt) }
  const { count } = await session.db.alertChannel.updateMany({ where, data: { removedAt: null } })
  return count > 0
}

/** Forgets channels that were removed before an instant, their secrets with them. @returns how many */
export function purgeRemovedChannels(session: RawSession, before: Instant): Promise<number> {
  const sql = `DELETE FROM alert_channels WHERE removed_at < ${place(session, 1)}`
  return session.db.$executeRawUnsafe(sql, toColumn(before))
}

/** A delivery or a test arrived: the channel rests no more, and what waits for it is tried at once. */
export async function noteChannelReached(session: Session, id: string): Promise<void> {
  const data = { triedAt: toColumn(session.now()), trouble: null, restsUntil: null }
  await session.db.alertChannel.updateMany({ where: { id }, data })
  await hastenDeliveries(session, id)
}

/** A delivery or a test failed. @param restsUntil until when nothing more is tried; absent: as long as before */
export async function noteChannelTrouble(
  session: Session,
  id: string,
  trouble: Said,
  restsUntil?: Instant,
): Promise<void> {
  const data = { triedAt: toColumn(session.now()), trouble: JSON.stringify(trouble) }
  const rest = restsUntil === undefined ? {} : { restsUntil: toColumn(restsUntil) }
  await session.db.alertChannel.updateMany({ where: { id }, data: { ...data, ...rest } })
}

function toChannel(row: Row): AlertChannel {
  const what = `channel ${row.id}`
  return {
    ...{ id: row.id, name: row.name, isEnabled: row.isEnabled, zone: row.zone },
    kind: z.enum(CHANNEL_KINDS).parse(row.kind),
    locale: z.enum(LOCALES).parse(row.locale),
    settings: parseJson(channelSettingsSchema, row.settings, `settings of ${what}`),
    sealed: row.sealed && new Uint8Array(row.sealed),
    services: row.services === null ? null : parseJson(textList, row.services, `services of ${what}`),
    codes: row.codes === null ? null : parseJson(z.array(z.enum(ALERT_CODES)), row.codes, `conditions of ${what}`),
    triedAt: fromColumn(row.triedAt),
    restsUntil: fromColumn(row.restsUntil),
    trouble: row.trouble === null ? null : parseJson(saidSchema, row.trouble, `trouble of ${what}`),
    createdAt: fromColumn(row.createdAt),
    updatedAt: fromColumn(row.updatedAt),
  }
}
