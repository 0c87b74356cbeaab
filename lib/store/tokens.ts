import type { Instant, ServiceId } from '@/lib/engine/vocabulary'
import { asFields, type ColumnRow, fromColumn, parseJson, place, textList, toColumn } from './columns'
import type { ClientToken as Row } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

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
export async function listTokens(session: RawSession): Promise<ClientToken[]> {
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>(
    'SELECT * FROM client_tokens ORDER BY created_at DESC, id DESC',
  )
  return rows.map(row => toToken(asFields<Row>(row)))
}

export async function findToken(session: Session, by: { id: string } | { hash: string }): Promise<ClientToken | null> {
  const row = await session.db.clientToken.findUnique({ where: by })
  return row && toToken(row)
}

/** Lets nobody else change a token until the transaction ends: call it before what a change is made from is read. */
export async function holdToken(session: Session, id: string): Promise<void> {
  await session.db.clientToken.updateMany({ where: { id }, data: { id } })
}

/** What may be changed of a token that is there. */
export type TokenSettings = Pick<
  ClientToken,
  'name' | 'services' | 'requestsPerMinute' | 'requestsPerDay' | 'budgetUsdPerMonth' | 'expiresAt'
>

/** Changes what is given; the token must not be revoked. Answers whether there was one. */
export async function changeToken(session: Session, id: string, change: Partial<TokenSettings>): Promise<boolean> {
  const { services, requestsPerDay, expiresAt, ...plain } = change
  const { count } = await session.db.clientToken.updateMany({
    where: { id, revokedAt: null },
    data: {
      ...plain,
      ...(services !== undefined && { services: services && JSON.stringify(services) }),
      ...(requestsPerDay !== undefined && { requestsPerDay: toColumn(requestsPerDay) }),
      ...(expiresAt !== undefined && { expiresAt: toColumn(expiresAt) }),
    },
  })
  return count > 0
}

/** `null`: no such token, or already revoked. */
export async function revokeToken(session: Session, id: string): Promise<ClientToken | null> {
  const { count } = await session.db.clientToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: toColumn(session.now()) },
  })
  return count === 0 ? null : findToken(session, { id })
}

/** Takes back a revocation, if it is still that one. */
export async function reviveToken(session: Session, id: string, revokedAt: Instant): Promise<boolean> {
  const { count } = await session.db.clientToken.updateMany({
    where: { id, revokedAt: toColumn(revokedAt) },
    data: { revokedAt: null },
  })
  return count > 0
}

/** How often a token was shown, and when last. */
export type TokenUse = { lastAt: Instant; count: number }

/** Adds up the use of tokens; never moves an instant back. */
export async function touchTokens(session: RawSession, uses: ReadonlyMap<string, TokenUse>): Promise<void> {
  const [times, lastAt, id] = [1, 2, 3].map(number => place(session, number))
  const latest = session.dialect === 'sqlite' ? 'max' : 'greatest'
  const sql = `UPDATE client_tokens SET requests = requests + ${times},
    last_used_at = ${latest}(coalesce(last_used_at, 0), ${lastAt}) WHERE id = ${id}`
  for (const [id, { lastAt, count }] of uses) {
    await session.db.$executeRawUnsafe(sql, toColumn(count), toColumn(lastAt), id)
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
