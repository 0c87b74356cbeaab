import { z } from 'zod'
import type { ServicePolicy } from '@/lib/engine/policy'
import { type Instant, type ServiceId, STRATEGIES } from '@/lib/engine/vocabulary'
import { asFields, type ColumnRow, fromColumn, parseJson, place, toColumn } from './columns'
import type { Service as Row } from './generated/sqlite/client'
import type { RawSession, Session } from './session'

/** What an operator set for a service; everything else is as the catalog says. */
export type ServiceSettings = {
  id: ServiceId
  origin: string | null
  isEnabled: boolean
  policy: Partial<ServicePolicy>
  /** An operator's own, asked before the catalog's. Parse them before use. */
  rules: readonly unknown[]
  /** An upstream the operator described, as its maker wrote it; `null` for the catalog's own. Parse it before use. */
  definition: unknown
  createdAt: Instant
  updatedAt: Instant
}

const count = z.number().int().min(0)
const policy = z
  .object({
    strategy: z.enum(STRATEGIES),
    dayZone: z.string(),
    dayWindow: z.enum(['calendar', 'rolling']),
    limitScope: z.enum(['key', 'key-model', 'account', 'account-model']),
    rateLimitRestMs: count,
    overloadRestMs: count,
    maxAttempts: count,
    maxServiceAttempts: count,
    firstByteDeadlineMs: count,
    wholeAnswerDeadlineMs: count,
    maxWaitMs: count,
  } satisfies Record<keyof ServicePolicy, z.ZodType>)
  .partial()

export async function listServices(session: RawSession): Promise<ServiceSettings[]> {
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>('SELECT * FROM services ORDER BY id')
  return rows.map(row => toSettings(asFields<Row>({ ...row, is_enabled: Boolean(Number(row.is_enabled)) })))
}

export async function findService(session: Session, id: ServiceId): Promise<ServiceSettings | null> {
  const row = await session.db.service.findUnique({ where: { id } })
  return row && toSettings(row)
}

/**
 * Lets nobody else change a service until the transaction ends: call it before what a change is made from is read. Where
 * nobody changed it yet there must be a row to hold: one that says nothing.
 */
export async function holdService(session: Session, id: ServiceId): Promise<void> {
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO services (id, created_at, updated_at) VALUES (${places})
    ON CONFLICT (id) DO UPDATE SET updated_at = services.updated_at`
  const now = toColumn(session.now())
  await session.db.$executeRawUnsafe(sql, id, now, now)
}

type Change = Pick<ServiceSettings, 'id'> & Partial<Omit<ServiceSettings, 'createdAt' | 'updatedAt'>>

/** Keeps settings of a service; absent ones stay as they are. */
export async function saveService(session: Session, settings: Change): Promise<ServiceSettings> {
  const now = toColumn(session.now())
  const { id, origin, isEnabled, policy: ownPolicy, rules, definition } = settings
  const columns = {
    ...(origin !== undefined && { origin }),
    ...(isEnabled !== undefined && { isEnabled }),
    ...(ownPolicy !== undefined && { policy: JSON.stringify(ownPolicy) }),
    ...(rules !== undefined && { rules: JSON.stringify(rules) }),
    ...(definition !== undefined && { definition: definition === null ? null : JSON.stringify(definition) }),
    updatedAt: now,
  }
  const row = await session.db.service.upsert({
    where: { id },
    create: { id, ...columns, createdAt: now },
    update: columns,
  })
  return toSettings(row)
}

export async function removeService(session: Session, id: ServiceId): Promise<boolean> {
  const { count: removed } = await session.db.service.deleteMany({ where: { id } })
  return removed > 0
}

function toSettings(row: Row): ServiceSettings {
  return {
    ...row,
    policy: parseJson(policy, row.policy, `policy of service ${row.id}`),
    rules: parseJson(z.array(z.unknown()), row.rules, `rules of service ${row.id}`),
    definition: row.definition === null ? null : parseJson(z.unknown(), row.definition, `definition of ${row.id}`),
    createdAt: fromColumn(row.createdAt),
    updatedAt: fromColumn(row.updatedAt),
  }
}
