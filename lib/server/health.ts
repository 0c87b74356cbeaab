import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Health, HealthDetail } from '@/lib/contract/health'
import { type ControlContext, requireRole } from '@/lib/control/context'
import { doesAnswer } from '@/lib/control/health'
import { talliedFacts } from '@/lib/control/overview-health'
import { healthScore } from '@/lib/engine/health'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { getRuntime, type Runtime } from './runtime'

/** The keys are not counted on for each of many watchers. */
const KEPT_MS = SECOND_MS
/** A change that fails to be applied for so long is no hiccup. */
const STALLED_MS = 10 * SECOND_MS

type Known = Pick<HealthDetail, 'score' | 'services'>
let kept: { at: Instant; of: Runtime; known: Known } | null = null

/**
 * How this process is. `failing`: the database does not answer, or keys are there and the health score is below the
 * setting. `degraded`: a service with keys can serve nobody, the recorder cannot write, or what changed elsewhere cannot
 * be applied. Never throws.
 */
export async function processHealth(runtime: Runtime, now: Instant): Promise<HealthDetail> {
  const { settings, recorder, store, version, startedAt } = runtime
  const database = (await doesAnswer(store)) ? 'ok' : 'failing'
  const { score, services } = await lookAtKeys(runtime, now)
  const { pending, dropped, failure } = recorder.backlog()
  const minScore = settings.healthMinScore
  const reasons: HealthDetail['reasons'] = []
  if (database === 'failing') reasons.push('database')
  if (services.length > 0 && score < minScore) reasons.push('score')
  const isFailing = reasons.length > 0
  if (services.some(({ usableCount }) => usableCount === 0)) reasons.push('service')
  if (failure !== null) reasons.push('recorder')
  const stalledSince = runtime.stalledSince()
  if (stalledSince !== null && now - stalledSince >= STALLED_MS) reasons.push('changes')
  const status = isFailing ? 'failing' : reasons.length > 0 ? 'degraded' : 'ok'
  const uptimeMs = Math.max(0, now - startedAt)
  const told = { reasons, score, minScore, services, recorder: { pending, lost: dropped, failure } }
  return { status, version, uptimeMs, database, ...told }
}

/** What anybody may know of it. */
export function openHealth({ status, version, uptimeMs, database }: HealthDetail): Health {
  return { status, version, uptimeMs, database }
}

/** The same with its reasons, for operators. */
export async function healthDetail({ ctx }: { ctx: ControlContext; input: object }): Promise<HealthDetail> {
  requireRole(ctx, 'viewer')
  return processHealth(getRuntime(), ctx.now())
}

async function lookAtKeys(runtime: Runtime, now: Instant): Promise<Known> {
  if (kept?.of === runtime && Math.abs(now - kept.at) < KEPT_MS) return kept.known
  const { pools, tallies } = runtime
  await tallies.catchUp(pools, Date.now, nextTurn)
  // others looked while the database was asked: an instant before theirs would be taken for a clock that went back
  const at = Date.now()
  const facts = talliedFacts(pools, tallies, runtime.recently(at).attempts, at)
  const { score, services } = healthScore(facts)
  const told = facts.flatMap(({ id, keyCount, usableCount }) => {
    const own = services.find(service => service.id === id)?.score ?? 0
    return keyCount > 0 ? [{ id, score: own, keyCount, usableCount }] : []
  })
  kept = { at: now, of: runtime, known: { score, services: told } }
  return kept.known
}
