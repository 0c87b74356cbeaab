import type { Instant, Key } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, textList } from './columns'
import type { Prisma } from './generated/sqlite/client'

/** A key as an operator sees and edits it. */
export type KeyEntry = {
  key: Key
  labels: readonly string[]
  note: string | null
  fingerprint: string
  createdAt: Instant
  updatedAt: Instant
  /** Set: out of sight, may be restored until it is purged. */
  removedAt: Instant | null
}

/** A row of the table, but for its secret. */
export type KeyRow = Prisma.KeyGetPayload<{ omit: { sealed: true } }>

/** What a row says. @throws when a list in it cannot be read */
export function toEntry(row: KeyRow): KeyEntry {
  const { id, service, name, masked, priority, weight, account, concurrencyLimit, note, fingerprint } = row
  const limits = {
    dailyLimit: fromColumn(row.dailyLimit),
    minuteLimit: fromColumn(row.minuteLimit),
    tokenMinuteLimit: fromColumn(row.tokenMinuteLimit),
    concurrencyLimit,
  }
  const models = row.models === null ? null : parseJson(textList, row.models, `models of key ${id}`)
  const source = row.source === 'env' ? 'env' : 'vault'
  const expiresAt = fromColumn(row.expiresAt)
  return {
    key: { id, service, name, masked, source, priority, weight, account, ...limits, models, expiresAt },
    labels: parseJson(textList, row.labels, `labels of key ${id}`),
    note,
    fingerprint,
    createdAt: fromColumn(row.createdAt),
    updatedAt: fromColumn(row.updatedAt),
    removedAt: fromColumn(row.removedAt),
  }
}
