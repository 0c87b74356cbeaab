import { findService as findBuiltIn } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { readPastedAnswer } from '@/lib/contract/pasted-answer'
import { describeServiceSchema, rulesSchema } from '@/lib/contract/service'
import type { JudgeInput, Judgement, Rules, RulesChange } from '@/lib/contract/service-rules'
import { explain } from '@/lib/engine/classify'
import type { ClassifyRule } from '@/lib/engine/classify-rule'
import { restAfter } from '@/lib/engine/cooldown'
import type { Instant, Outcome, ServiceId, Signal } from '@/lib/engine/vocabulary'
import { holdService, type ServiceSettings, saveService } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { requireService } from './require-service'
import { settingsOf } from './service-settings'
import { type ChangedService, changeOf } from './services'

/**
 * Puts an operator's rules of a service in the place of those that were there.
 * @throws ControlError `conflict` when those are no longer the ones that the change was made from
 */
export async function changeRules({
  ctx,
  input,
}: {
  ctx: ControlContext
  input: RulesChange
}): Promise<ChangedService> {
  requireRole(ctx, 'admin')
  const { id, label } = requireService(ctx, input.service)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdService(session, id)
    if (input.before) await requireUnchanged(session, id, input.before)
    const detail = await writeRules(session, id, input.rules)
    return { answer: { id, label }, deed: { verb: 'changeRules', target: id, detail, change: changeOf(id) } }
  })
  return { ...answer, auditId }
}

async function requireUnchanged(session: Session, id: ServiceId, before: Rules): Promise<void> {
  const now = operatorRules(await settingsOf(session, id))
  if (JSON.stringify(now) === JSON.stringify(before)) return
  throw new ControlError(
    'conflict',
    'These rules were changed meanwhile: load them again, and make your change there.',
    {
      said: { key: 'rulesChanged' },
    },
  )
}

/** Keeps rules; answers what the audit says of it: names for people, and all of them for an undo. */
export async function writeRules(session: Session, id: ServiceId, rules: Rules) {
  const kept = await settingsOf(session, id)
  const before = operatorRules(kept)
  await saveService(session, { id, ...withRules(kept, rules) })
  const named = { before: { rules: namesOf(before) }, after: { rules: namesOf(rules) } }
  return { ...named, whole: { before, after: rules } }
}

type Kept = Awaited<ReturnType<typeof settingsOf>>

/** A described service has its rules in its description. */
function withRules(kept: Kept, rules: Rules): Pick<Kept, 'rules'> | Pick<Kept, 'definition'> {
  const described = describeServiceSchema.safeParse(kept.definition)
  return described.success ? { definition: { ...described.data, rules } } : { rules: [...rules] }
}

/** An operator's own rules of a service, in their order. */
export function operatorRules(settings: Pick<ServiceSettings, 'rules' | 'definition'> | undefined): Rules {
  const described = describeServiceSchema.safeParse(settings?.definition)
  const parsed = rulesSchema.safeParse(described.success ? (described.data.rules ?? []) : (settings?.rules ?? []))
  return parsed.success ? parsed.data : []
}

/** The catalog's rules of a service, which an operator's come before. */
export function catalogRules(id: ServiceId, definition: unknown): readonly ClassifyRule[] {
  const isDescribed = describeServiceSchema.safeParse(definition).success
  return isDescribed ? [] : (findBuiltIn(id)?.rules ?? [])
}

function namesOf(rules: Rules): string[] {
  return rules.map(({ name, means }) => `${name} → ${means.outcome}`)
}

/**
 * What a service's rules, or those of a draft, make of a pasted answer, for a key without trouble before. Changes nothing.
 * @throws ControlError `invalid-input` where nothing says the status
 */
export async function judgeAnswer({ ctx, input }: { ctx: ControlContext; input: JudgeInput }): Promise<Judgement> {
  requireRole(ctx, 'viewer')
  const service = requireService(ctx, input.service)
  const settings = await settingsOf(ctx.store, service.id)
  const own = input.rules ?? operatorRules(settings)
  const rules = [...own, ...catalogRules(service.id, settings.definition)]
  return judgementOf(ctx, { ...service, rules }, own.length, input)
}

/** Where keys may declare accounts and models, an answer is judged as for one that does. */
const SOME_MODEL = 'a model'

function judgementOf(
  ctx: ControlContext,
  service: ServiceDefinition,
  ownCount: number,
  { status: given, answer }: JudgeInput,
): Judgement {
  const pasted = readPastedAnswer(answer)
  const status = given === undefined ? pasted.status : given
  if (status === null && given === undefined) {
    const wanted = 'Give the status as a number, or paste an answer that begins with its status line (HTTP/1.1 429 …).'
    throw new ControlError('invalid-input', wanted, { said: { key: 'statusWanted' } })
  }
  const at = ctx.now()
  const seen = { headers: pasted.headers, body: pasted.body, model: SOME_MODEL, at }
  const signal: Extract<Signal, { kind: 'response' | 'stream-error' }> =
    status === null ? { kind: 'stream-error', ...seen } : { kind: 'response', status, ...seen }
  const { outcome, decision } = explain(signal, { ...service, isSafeToRepeat: true })
  const isOperators = decision.by === 'own' && decision.index < ownCount
  return {
    status,
    rule: outcome.rule,
    by: decision.by === 'own' ? (isOperators ? 'operator' : 'catalog') : decision.by,
    index: isOperators ? decision.index : null,
    outcome: outcome.kind,
    blame: outcome.blame,
    window: outcome.window,
    rest: restOf(ctx, outcome, service, at),
  }
}

function restOf(
  ctx: ControlContext,
  outcome: Outcome,
  { id, policy }: ServiceDefinition,
  at: Instant,
): Judgement['rest'] {
  const hasAccount = ctx.live?.pools.keysOf(id).some(({ key }) => key.account !== null) ?? false
  const rest = restAfter(outcome, SOME_MODEL, policy, hasAccount, [], at, at)
  if (rest === null) return null
  const { scope, until, provenance } = rest.cooldown
  return { scope, forMs: Math.max(0, Math.round(until - at)), provenance }
}
