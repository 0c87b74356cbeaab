import { unavailability } from '@/lib/engine/availability'
import type { Exhausted } from '@/lib/engine/lease'
import { type Candidate, causeOf } from '@/lib/engine/select'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Ranking } from './ranking'
import type { Standings } from './standings'

/** What a request for one unit hears that no key may serve. `model`: the only one that is so; `null`: all. */
export type Exhaustion = Pick<Exhausted, 'cause' | 'retryAt'> & { model: string | null }

/** So many keys are asked for one that serves a model, before all of them are ranked for it. */
const ASKED_FIRST = 256

/**
 * For which requests no key may work, read from the rankings: of all, or of the first model by name that some key rests
 * for. Agrees with a look at every key (`exhaustedModel`).
 */
export function exhaustionOf(
  standings: Standings,
  at: (slot: number) => Candidate | null,
  now: Instant,
): Exhaustion | null {
  const general = standings.for(null, now)
  const best = at(general.best(now, [], null))
  if (best === null) return { model: null, ...answerOf(general, now) }
  if (best.key.models === null && !restsAtAll(best, now)) return null
  for (const model of standings.restedModels(now)) {
    if (isServed(model, standings.slotCount, at, now)) continue
    const ranking = standings.for(model, now)
    if (ranking.best(now, [], null) !== -1 || !isRestedFor(model, standings.slotCount, at, now)) continue
    return { model, ...answerOf(ranking, now) }
  }
  return null
}

function answerOf(ranking: Ranking, now: Instant): Pick<Exhausted, 'cause' | 'retryAt'> {
  const returnsAt = ranking.changesAt(now)
  const retryAt = returnsAt === Number.POSITIVE_INFINITY ? null : returnsAt
  return { cause: causeOf(ranking.outCount.read(), retryAt), retryAt }
}

/** Whether one of the first keys serves a model: where most do, nothing need be ranked to know that some do. */
function isServed(model: string, slotCount: number, at: (slot: number) => Candidate | null, now: Instant): boolean {
  for (let slot = 0; slot < Math.min(slotCount, ASKED_FIRST); slot++) {
    const asked = at(slot)
    if (asked && !unavailability(asked.key, asked.state, asked.account, { model, units: 1 }, now)) return true
  }
  return false
}

/** A rest may have been lifted since: then nobody waits for it. */
function isRestedFor(model: string, slotCount: number, at: (slot: number) => Candidate | null, now: Instant): boolean {
  for (let slot = 0; slot < slotCount; slot++) {
    const asked = at(slot)
    if (asked && restsFor(asked, model, now)) return true
  }
  return false
}

function restsAtAll({ state, account }: Candidate, now: Instant): boolean {
  return (
    state.cooldowns.some(({ until }) => until > now) || (account?.cooldowns.some(({ until }) => until > now) ?? false)
  )
}

function restsFor({ state, account }: Candidate, wanted: string, now: Instant): boolean {
  const isMeant = ({ model, until }: { model: string | null; until: Instant }) => model === wanted && until > now
  return state.cooldowns.some(isMeant) || (account?.cooldowns.some(isMeant) ?? false)
}
