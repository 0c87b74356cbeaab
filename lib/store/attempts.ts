import { z } from 'zod'
import { PROVENANCES, SCOPES } from '@/lib/contract/status'
import { type Attempt, ENDINGS, LIMIT_UNITS } from '@/lib/engine/attempt'
import { type Instant, KEY_STATUSES, OUTCOME_KINDS, PRICED_BY, STRATEGIES } from '@/lib/engine/vocabulary'
import { readChoice } from './choice-text'
import { fromColumn, parseJson, toColumn } from './columns'
import type { Attempt as Row } from './generated/sqlite/client'
import { readScore } from './score-text'
import type { Session } from './session'

/** Where a page of attempts ended. */
type AttemptCursor = { startedAt: Instant; id: string }

export type AttemptFilter = {
  service?: string
  keyId?: string
  requestId?: string
  caller?: string
  outcome?: Attempt['outcome']
  /** Started at or after. */
  since?: Instant
  /** Started before. */
  until?: Instant
  /** The last row of the page before. */
  before?: AttemptCursor
  limit: number
}

/** A page of attempts, newest first. */
export async function listAttempts(session: Session, filter: AttemptFilter): Promise<Attempt[]> {
  const { service, keyId, requestId, caller, outcome, since, until, before, limit } = filter
  const rows = await session.db.attempt.findMany({
    where: {
      service,
      keyId,
      requestId,
      caller,
      outcome,
      startedAt: {
        gte: since === undefined ? undefined : toColumn(since),
        lt: until === undefined ? undefined : toColumn(until),
        lte: before && toColumn(before.startedAt),
      },
      ...(before && {
        OR: [{ startedAt: { lt: toColumn(before.startedAt) } }, { id: { lt: before.id } }],
      }),
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return rows.map(toAttempt)
}

/** Forgets attempts that started before an instant, at most `limit` of them, and returns how many. */
export async function purgeAttempts(session: Session, before: Instant, limit: number): Promise<number> {
  const [instant, most] = session.dialect === 'sqlite' ? ['?', '?'] : ['$1', '$2']
  return session.db.$executeRawUnsafe(
    `DELETE FROM attempts WHERE id IN
      (SELECT id FROM attempts WHERE started_at < ${instant} ORDER BY started_at LIMIT ${most})`,
    toColumn(before),
    limit,
  )
}

const outcome = z.enum([...OUTCOME_KINDS, 'refused'])
const blame = z.enum(['key', 'account', 'model', 'service', 'caller', 'nobody'])
const strategy = z.enum(STRATEGIES).nullable()
const effects = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('rested'),
      scope: z.enum(SCOPES),
      reason: z.enum(OUTCOME_KINDS),
      provenance: z.enum(PROVENANCES),
      until: z.number(),
    }),
    z.object({ kind: z.literal('out'), status: z.enum(KEY_STATUSES).exclude(['active']) }),
    z.object({ kind: z.literal('circuit-opened'), until: z.number() }),
  ]),
)
const facts = z.object({
  used: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(LIMIT_UNITS),
  resetAt: z.number().nullable(),
})
const ending = z.enum(ENDINGS).nullable()
const pricedBy = z.enum(PRICED_BY).nullable()

/** An attempt as it was recorded. */
export function toAttempt(row: Row): Attempt {
  return {
    ...row,
    outcome: outcome.parse(row.outcome),
    blame: blame.parse(row.blame),
    strategy: strategy.parse(row.strategy),
    startedAt: fromColumn(row.startedAt),
    units: fromColumn(row.units),
    tokensIn: fromColumn(row.tokensIn),
    tokensOut: fromColumn(row.tokensOut),
    pricedBy: pricedBy.parse(row.pricedBy),
    isEstimated: row.isEstimated === 1,
    times: fromColumn(row.times) ?? 1,
    score: row.score === null ? null : readScore(row.score, `score of attempt ${row.id}`),
    choice: row.choice === null ? null : readChoice(row.choice, `choice of attempt ${row.id}`),
    effects: row.effects === null ? [] : parseJson(effects, row.effects, `effects of attempt ${row.id}`),
    facts: row.facts === null ? null : parseJson(facts, row.facts, `facts of attempt ${row.id}`),
    ending: ending.parse(row.ending),
  }
}
