import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import { fromColumn, parseJson, textList, toColumn } from './columns'
import type { ClientToken as Row } from './generated/sqlite/client'
import type { Session } from './session'

/** What a caller shows the gateway, by its keyed hash. */
export type ClientToken = {
  id: string
  name: string
  hash: string
  masked: string
  /** Services it may call; `null`: all. */
  services: readonly ServiceId[] | null
  requestsPerMinute: number | null
  requestsPerDay: number | null
  budgetUsdPerMonth: number | null
  /** Requests it was shown for. */
  requests: number
  createdAt: Instant
  lastUsedAt: Instant | null
  expiresAt: Instant | null
  revokedAt: Instant | null
}

export type NewClientToken = Omit<ClientToken, 'requests' | 'createdAt' | 'lastUsedAt' | 'revokedAt'>

export async function addToken(session: Session, token: NewClientToken): Promise<ClientToken> {
  const { services, requestsPerDay, expiresAt, ...plain } = token
  const row = await session.db.clientToken.create({
    data: {
      ...plain,
      services: services && JSON.stringify(services),
      requestsPerDay: toColumn(requestsPerDay),
      expiresAt: toColumn(expiresAt),
      createdAt: toColumn(session.now()),
    },
  })
  return toToken(row)
}

/** Every token, revoked and expired ones included, newest first. */
export async function listTokens(session: Session): Promise<ClientToken[]> {
  const rows = await session.db.clientToken.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })
  return rows.map(toToken)
}

export async function findToken(session: Session, by: { id: string } | { hash: string }): Promise<ClientToken | null> {
  const row = await session.db.clientToken.findUnique({ where: by })
  return row && toToken(row)
}

/** `null`: no such token, or already revoked. */
export async function revokeToken(session: Session, id: string): Promise<ClientToken | null> {
  const { count } = await session.db.clientToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: toColumn(session.now()) },
  })
  return count === 0 ? null : findToken(session, { id })
}

/** How often a token was shown, and when last. */
export type TokenUse = { lastAt: Instant; count: number }

/** Adds up the use of tokens; never moves an instant back. */
export async function touchTokens(session: Session, uses: ReadonlyMap<string, TokenUse>): Promise<void> {
  for (const [id, { lastAt, count }] of uses) {
    const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: toColumn(lastAt) } }] }
    await session.db.clientToken.updateMany({ where: { id }, data: { requests: { increment: count } } })
    await session.db.clientToken.updateMany({ where, data: { lastUsedAt: toColumn(lastAt) } })
  }
}

function toToken(row: Row): ClientToken {
  return {
    ...row,
    services: row.services === null ? null : parseJson(textList, row.services, `services of token ${row.id}`),
    requestsPerDay: fromColumn(row.requestsPerDay),
    requests: fromColumn(row.requests),
    createdAt: fromColumn(row.createdAt),
    lastUsedAt: fromColumn(row.lastUsedAt),
    expiresAt: fromColumn(row.expiresAt),
    revokedAt: fromColumn(row.revokedAt),
  }
}
