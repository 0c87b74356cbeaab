import type { CheckFinding, KeyChecksQuestion, KeyCheckView } from '@/lib/contract/key-checks'
import type { Candidate } from '@/lib/engine/select'
import { findKeyChecks, type KeyCheck, listKeyTroubles } from '@/lib/store/key-checks'
import type { ControlContext } from './context'
import { iso } from './key-view'
import { offlinePools } from './offline-pools'
import { statusOf } from './pool-facts'

/** Of each kind that are read. */
const FINDINGS_READ = 500

const ORDER: readonly CheckFinding['kind'][] = ['revived', 'refused', 'unknown']

/** What the last checks of keys in use ask a person to look at, the most telling first. */
export async function checkFindings(ctx: ControlContext, { service }: KeyChecksQuestion): Promise<CheckFinding[]> {
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const out = pools
    .services()
    .filter(({ id }) => service === undefined || id === service)
    .flatMap(({ id }) => pools.keysOf(id).filter(({ state }) => isInReview(state.status)))
    .slice(0, FINDINGS_READ)
  const [ofOut, refused, unknown] = await Promise.all([
    findKeyChecks(
      ctx.store,
      out.map(({ key }) => key.id),
    ),
    listKeyTroubles(ctx.store, 'rejected', FINDINGS_READ),
    listKeyTroubles(ctx.store, 'unknown', FINDINGS_READ),
  ])
  const checks = new Map([...ofOut, ...refused, ...unknown].map(check => [check.keyId, check]))
  const findings = [...checks.values()].flatMap(check => {
    const candidate = pools.find(check.keyId)
    const isAsked = candidate && (service === undefined || candidate.key.service === service)
    return isAsked ? findingOf(ctx, candidate, check) : []
  })
  return findings.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
}

function isInReview(status: Candidate['state']['status']): boolean {
  return status === 'rejected' || status === 'suspended'
}

function findingOf(ctx: ControlContext, candidate: Candidate, check: KeyCheck): CheckFinding[] {
  const kind = kindOf(candidate, check)
  if (kind === null) return []
  const { id, name, masked, service } = candidate.key
  const serviceLabel = ctx.services.find(each => each.id === service)?.label ?? service
  const status = statusOf(candidate, ctx.now())
  return [{ kind, keyId: id, name, masked, service, serviceLabel, status, check: checkView(check) }]
}

function kindOf({ state }: Candidate, { life, at }: KeyCheck): CheckFinding['kind'] | null {
  if (life === 'unknown') return 'unknown'
  // out again since, or found alive by the confirming probe since: the check is no news
  if (life === 'alive') return isInReview(state.status) && (state.statusSince ?? 0) <= at ? 'revived' : null
  return state.status === 'active' ? null : 'refused'
}

/** A check as the contract shows it. */
export function checkView({ life, outcome, status, durationMs, at }: KeyCheck): KeyCheckView {
  return { life, outcome, status, durationMs, at: iso(at) }
}
