import type { Attempt } from '@/lib/engine/attempt'
import { toAttempt } from './attempts'
import { type AttemptPlace, type RequestFilter, searchAttempts } from './request-search'
import type { Session } from './session'

/** What a list says of an attempt. */
export type ListedAttempt = Omit<Attempt, 'choice' | 'effects' | 'score' | 'strategy' | 'method'>

export type RequestPage = {
  /** Each with its attempts in order, first one first. The requests are newest first. */
  requests: (readonly ListedAttempt[])[]
  /** From where the next page goes on; `null`: there is no more. */
  next: AttemptPlace | null
  /** The page is short because enough was looked at; there may be more before this place. */
  isCutShort: boolean
}

/** Attempts of one request; a rotation makes at most 20, and a refusal may follow. */
const ATTEMPTS_MAX = 50

/**
 * Requests of which some attempt matches, newest first, page by page. A request stands where its first matching
 * attempt does, and is on one page alone.
 */
export async function listRequests(
  session: Session,
  filter: RequestFilter,
  after: AttemptPlace | null,
  limit: number,
): Promise<RequestPage> {
  const { matches, lookedTo } = await searchAttempts(session, filter, after, limit)
  const attempts = await attemptsOf(session, [...new Set(matches.map(({ requestId }) => requestId))])
  const requests: (readonly ListedAttempt[])[] = []
  for (const { id, requestId } of matches) {
    const own = attempts.get(requestId) ?? []
    if (own.find(attempt => isMatch(attempt, filter))?.id === id) requests.push(own)
  }
  return { requests, next: lookedTo, isCutShort: lookedTo !== null && matches.length < limit }
}

/** All attempts of one request, first one first; none for an unknown id. */
export async function findRequest(session: Session, requestId: string): Promise<Attempt[]> {
  const rows = await session.db.attempt.findMany({
    where: { requestId },
    orderBy: { number: 'asc' },
    take: ATTEMPTS_MAX,
  })
  return rows.map(toAttempt)
}

async function attemptsOf(session: Session, requestIds: string[]): Promise<Map<string, ListedAttempt[]>> {
  const attempts = new Map<string, ListedAttempt[]>()
  if (requestIds.length === 0) return attempts
  const rows = await session.db.attempt.findMany({
    where: { requestId: { in: requestIds } },
    omit: { choice: true, effects: true, score: true, strategy: true, method: true },
    orderBy: { number: 'asc' },
  })
  for (const row of rows) {
    const attempt = toAttempt({ ...row, choice: null, effects: null, score: null, strategy: null, method: '' })
    const own = attempts.get(attempt.requestId)
    if (own) own.push(attempt)
    else attempts.set(attempt.requestId, [attempt])
  }
  return attempts
}

/** As the search tests it. */
function isMatch(attempt: ListedAttempt, filter: RequestFilter): boolean {
  const { startedAt, service, keyId, model, caller, outcome, ending } = attempt
  const facts = { service, keyId, model, caller, outcome, ending }
  return (
    startedAt >= filter.since &&
    startedAt < filter.until &&
    FILTERED.every(name => filter[name] === undefined || filter[name] === facts[name])
  )
}

const FILTERED = ['service', 'keyId', 'model', 'caller', 'outcome', 'ending'] as const
