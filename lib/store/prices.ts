import type { OwnPrice } from '@/lib/engine/own-price'
import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'
import { asFields, type ColumnRow, fromColumn, place, toColumn } from './columns'
import type { Price as Row } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

export type StoredPrice = OwnPrice & { updatedAt: Instant }

/** What operators said that models cost, by service and model. */
export async function listPrices(session: RawSession): Promise<StoredPrice[]> {
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>('SELECT * FROM prices ORDER BY service, model')
  return rows.map(row => toPrice(asFields<Row>(row)))
}

export async function findPrice(session: Session, service: string, model: string): Promise<StoredPrice | null> {
  const row = await session.db.price.findUnique({ where: { service_model: { service, model } } })
  return row && toPrice(row)
}

/**
 * Lets nobody else change a price until the transaction ends: call it before it is read. Where there is none, one that
 * says nothing stands for it until then: save or remove it.
 */
export async function holdPrice(session: Session, service: string, model: string): Promise<void> {
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO prices (service, model, updated_at) VALUES (${places})
    ON CONFLICT (service, model) DO UPDATE SET updated_at = prices.updated_at`
  await session.db.$executeRawUnsafe(sql, service, model, toColumn(session.now()))
}

export async function savePrice(session: Session, price: OwnPrice): Promise<void> {
  const { service, model, ...amounts } = price
  const row = { ...amounts, updatedAt: toColumn(session.now()) }
  await session.db.price.upsert({
    where: { service_model: { service, model } },
    create: { service, model, ...row },
    update: row,
  })
}

/** Answers whether there was one. */
export async function removePrice(session: Session, service: string, model: string): Promise<boolean> {
  const { count } = await session.db.price.deleteMany({ where: { service, model } })
  return count > 0
}

function toPrice(row: Row): StoredPrice {
  return { ...row, updatedAt: fromColumn(row.updatedAt) }
}

/** Use of a model that had no price when it came. */
export type UnpricedUse = { service: string; model: string; tokens: number; lastDayAt: Instant }

/** The models with tokens of no price in the days since an instant, the most used first. */
export async function readUnpriced(session: Session, since: Instant, limit: number): Promise<UnpricedUse[]> {
  const rows = await session.db.usageRollup.groupBy({
    by: ['service', 'name'],
    where: {
      subject: 'model',
      grain: 'day',
      bucketAt: { gte: toColumn(since - (since % DAY_MS)) },
      unpricedTokens: { gt: 0 },
    },
    _sum: { unpricedTokens: true },
    _max: { bucketAt: true },
    orderBy: { _sum: { unpricedTokens: 'desc' } },
    take: limit,
  })
  return rows.map(({ service, name, _sum, _max }) => ({
    ...{ service, model: name },
    tokens: Number(_sum.unpricedTokens ?? 0),
    lastDayAt: Number(_max.bucketAt ?? 0),
  }))
}

/** Requests refused for want of a price, by model. */
export type RefusedUse = { service: string; model: string; refused: number; lastAt: Instant }

/** Refusals with a code since an instant, by model, the most refused first. */
export async function readRefused(
  session: Session,
  code: string,
  since: Instant,
  limit: number,
): Promise<RefusedUse[]> {
  const [first, second] = [1, 2].map(number => place(session, number))
  const rows = await session.db.$queryRawUnsafe<{ service: string; model: string; refused: bigint; last_at: bigint }[]>(
    `SELECT service, model, CAST(SUM(COALESCE(times, 1)) AS bigint) AS refused, MAX(started_at) AS last_at FROM attempts
      WHERE outcome = 'refused' AND outcome <> 'success' AND started_at >= ${first} AND refusal = ${second}
        AND model IS NOT NULL
      GROUP BY service, model ORDER BY refused DESC LIMIT ${limit}`,
    toColumn(since),
    code,
  )
  return rows.map(row => ({
    ...{ service: row.service, model: row.model },
    refused: Number(row.refused),
    lastAt: Number(row.last_at),
  }))
}
