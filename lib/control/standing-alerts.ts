import type { SaidFact, StandingAlertView } from '@/lib/contract/alerts'
import { type AlertFact, type AlertRulesOf, alertSentence, openAlerts, withoutEchoes } from '@/lib/engine/alert-rules'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { iso, isoOrNull } from './key-view'
import { alertSnapshot } from './pool-facts'

/** An alert that was raised before: only its beginning is needed, the rest is read from the pools. */
export type StandingAlert = { code: string; service: ServiceId; keyId: KeyId | null; since: Instant }

type Sources = {
  pools: Pools
  labels: readonly { id: ServiceId; label: string }[]
  standing: readonly StandingAlert[]
  rulesOf: AlertRulesOf
  now: Instant
}

/** What holds in the pools this moment, each fact told once, the strongest of a service alone. Pure. */
export function standingAlerts({ pools, labels, standing, rulesOf, now }: Sources): StandingAlertView[] {
  const identity = ({ code, service, keyId }: Omit<StandingAlert, 'since'>) => `${code}\n${service}\n${keyId ?? ''}`
  const sinceOf = new Map(standing.map(alert => [identity(alert), alert.since]))
  const labelOf = new Map(labels.map(({ id, label }) => [id, label]))
  const facts = openAlerts(alertSnapshot(pools, now), rulesOf, now)
  return withoutEchoes(facts).map(fact => ({
    code: fact.code,
    service: fact.service,
    serviceLabel: labelOf.get(fact.service) ?? fact.service,
    keyId: fact.keyId,
    since: iso(sinceOf.get(identity(fact)) ?? now),
    message: alertSentence(fact),
    fact: saidFact(fact),
  }))
}

/** The fact as it leaves the engine: its instants as dates. */
export function saidFact(fact: AlertFact): SaidFact {
  switch (fact.code) {
    case 'usage-high':
      return { ...fact, resetAt: iso(fact.resetAt) }
    case 'repeated-failures':
      return { ...fact, lastAt: iso(fact.lastAt) }
    case 'exhausted':
      return { ...fact, retryAt: isoOrNull(fact.retryAt), model: fact.model ?? null }
    case 'circuit-open':
      return { ...fact, until: isoOrNull(fact.until) }
    case 'few-healthy':
      return fact
    case 'key-rejected':
    case 'key-suspended':
    case 'out-of-credit':
      return { ...fact, code: fact.code }
  }
}
