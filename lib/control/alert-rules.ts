import {
  ALERT_RULE_FIELDS,
  type AlertRulesAnswer,
  type AlertRulesView,
  type ChangeAlertRules,
  type OwnAlertRules,
  type ServiceAlertRules,
} from '@/lib/contract/alert-rules'
import { type AlertRulesOf, DEFAULT_ALERT_RULES } from '@/lib/engine/alert-rules'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { holdAlertRules, listAlertRules, readAlertRules, saveAlertRules } from '@/lib/store/alert-rules'
import type { Session } from '@/lib/store/session'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'

/** The rules in force, as operators set them. */
export async function alertRulesInForce(session: Session): Promise<AlertRulesOf> {
  const own = await listAlertRules(session)
  const inForce = new Map([...own].map(([service, rules]) => [service, inForceOf(rules)]))
  return service => inForce.get(service) ?? DEFAULT_ALERT_RULES
}

/** When the alerts of each service are raised: of those that have keys or were changed. */
export async function alertRules({ ctx }: { ctx: ControlContext }): Promise<AlertRulesAnswer> {
  requireRole(ctx, 'viewer')
  const [own, pools] = await Promise.all([listAlertRules(ctx.store), ctx.live?.pools ?? offlinePools(ctx)])
  const services = ctx.services.map(({ id, label }) => {
    return viewOf({ id, label, keyCount: pools.keyCount(id) }, own.get(id) ?? {})
  })
  return {
    defaults: inForceOf({}),
    services: services.filter(({ keyCount, changed }) => keyCount > 0 || changed.length > 0),
  }
}

/** Changes when a service's alerts are raised. @throws ControlError `unknown-service` */
export async function changeAlertRules(call: {
  ctx: ControlContext
  input: ChangeAlertRules
}): Promise<ServiceAlertRules> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { id, label } = requireService(ctx, input.service)
  const { service: _, ...change } = input
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  return inOneTransaction(ctx, async session => {
    await holdAlertRules(session, id)
    const kept = await readAlertRules(session, id)
    const changed = withChange(kept, change)
    await saveAlertRules(session, id, changed)
    const fields = ALERT_RULE_FIELDS.filter(field => change[field] !== undefined)
    const detail = { service: id, label, before: namedRules(kept, fields), after: namedRules(changed, fields) }
    const deed = { verb: 'changeAlertRules', target: id, detail, change: { kind: 'alerts-changed' as const } }
    return { answer: viewOf({ id, label, keyCount: pools.keyCount(id) }, changed), deed }
  })
}

function withChange(kept: OwnAlertRules, change: Omit<ChangeAlertRules, 'service'>): OwnAlertRules {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const entries = Object.entries({ ...kept, ...Object.fromEntries(given) }).filter(([, value]) => value !== null)
  return Object.fromEntries(entries)
}

/** The rules in force of these names. */
export function namedRules(own: OwnAlertRules, names: readonly string[]): Record<string, unknown> {
  const inForce = Object.entries(inForceOf(own))
  return Object.fromEntries(inForce.filter(([name]) => names.includes(name)))
}

/** What differs from the rules that come with the house. */
export function withoutDefaults(own: OwnAlertRules): OwnAlertRules {
  const defaults = new Map<string, unknown>(Object.entries(inForceOf({})))
  const entries = Object.entries(own)
  return Object.fromEntries(
    entries.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name))),
  )
}

function viewOf(service: { id: ServiceId; label: string; keyCount: number }, own: OwnAlertRules): ServiceAlertRules {
  const { id, label, keyCount } = service
  const changed = ALERT_RULE_FIELDS.filter(field => own[field] !== undefined)
  return { service: id, label, keyCount, rules: inForceOf(own), changed }
}

function inForceOf(own: OwnAlertRules): AlertRulesView {
  return { ...DEFAULT_ALERT_RULES, ...own, off: [...(own.off ?? DEFAULT_ALERT_RULES.off)] }
}
