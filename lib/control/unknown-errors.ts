import { rulesSchema } from '@/lib/contract/service'
import type { Rule } from '@/lib/contract/service-rules'
import {
  type Classified,
  type ClassifyUnknown,
  UNKNOWN_SHOWN_MAX,
  type UnknownErrors,
  type UnknownErrorView,
} from '@/lib/contract/unknown-errors'
import { explain } from '@/lib/engine/classify'
import { codesOf } from '@/lib/engine/error-shape'
import { DEFAULT_POLICY } from '@/lib/engine/policy'
import { holdService } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import {
  countUnknownErrors,
  dismissUnknownError,
  findUnknownError,
  forgetUnknownErrors,
  listUnknownErrors,
  type UnknownError,
} from '@/lib/store/unknown-errors'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { iso } from './key-view'
import { requireService } from './require-service'
import { operatorRules, writeRules } from './service-rules'
import { settingsOf } from './service-settings'
import { changeOf } from './services'

/** Errors that no rule knew and that wait for a person, the most frequent first. */
export async function unknownErrors({ ctx }: { ctx: ControlContext }): Promise<UnknownErrors> {
  requireRole(ctx, 'viewer')
  const [rows, total] = await Promise.all([
    listUnknownErrors(ctx.store, UNKNOWN_SHOWN_MAX),
    countUnknownErrors(ctx.store),
  ])
  return { errors: rows.map(row => viewOf(ctx, row, rows)), total }
}

function viewOf(ctx: ControlContext, error: UnknownError, all: readonly UnknownError[]): UnknownErrorView {
  const { id, service, status, outcome, sample, count, firstAt, lastAt } = error
  const rule = ruleFor(error, { outcome: 'rate-limited' })
  return {
    ...{ id, outcome, sample, count, status: status === 0 ? null : status },
    service: { id: service, label: ctx.services.find(each => each.id === service)?.label ?? service },
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    suggestion: { name: rule.name, condition: conditionText(rule) },
    matchCount: all.filter(other => other.service === service && isMatched(rule, other)).length,
  }
}

/** The narrowest rule that an error's status and its telling code, or its words, allow. */
function ruleFor({ status, sample, shape }: UnknownError, means: Rule['means'], name?: string): Rule {
  const [code] = codesOf(sample)
  const words = code ? null : wordsOf(shape)
  return {
    name: name ?? code?.value ?? words ?? (status === 0 ? 'error inside a stream' : `status ${status}`),
    ...(status === 0 ? {} : { status: [status] }),
    ...(code ? { field: { path: code.path, equals: [code.value] } } : {}),
    ...(words ? { text: [words] } : {}),
    means,
  }
}

/** Three words in a row that stand so in the text: `text: Bad Gateway …` */
function wordsOf(shape: string): string | null {
  const words = /^text: ([A-Za-z]{3,}(?: [A-Za-z]{2,}){0,2})/.exec(shape)?.[1]
  return words ?? null
}

function conditionText({ status, field, text }: Rule): string {
  const parts = [
    status?.join(' '),
    field && `${field.path} = ${'equals' in field ? field.equals.join(', ') : ''}`,
    text && `“${text.join('”, “')}”`,
  ]
  return parts.filter(part => part !== undefined && part !== '').join(' · ')
}

function isMatched(rule: Rule, { service, status, sample }: UnknownError): boolean {
  const seen = { headers: {}, body: sample, model: null, at: 0 }
  const signal =
    status === 0 ? ({ kind: 'stream-error', ...seen } as const) : ({ kind: 'response', status, ...seen } as const)
  const facts = { id: service, rules: [rule], policy: DEFAULT_POLICY, isSafeToRepeat: true }
  return explain(signal, facts).decision.by === 'own'
}

/** Makes a rule of what a person said of an error: it is asked before all others, and its matches wait no longer. */
export async function classifyUnknown({
  ctx,
  input,
}: {
  ctx: ControlContext
  input: ClassifyUnknown
}): Promise<Classified> {
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const error = await requireError(session, input.id)
    const { id, label } = requireService(ctx, error.service)
    const { outcome, window, name } = input
    const rule = ruleFor(error, { outcome, ...(window === undefined ? {} : { window }) }, name)
    if (!rule.status && !rule.field && !rule.text) {
      throw new ControlError('conflict', NOTHING_TO_TELL_BY, { said: { key: 'unknownSaysNothing' } })
    }
    await holdService(session, id)
    const rules = rulesSchema.safeParse([rule, ...operatorRules(await settingsOf(session, id))])
    if (!rules.success) throw tooManyRules(label)
    const detail = await writeRules(session, id, rules.data)
    const waiting = await listUnknownErrors(session, UNKNOWN_SHOWN_MAX)
    const matched = waiting.filter(other => other.service === id && isMatched(rule, other))
    await forgetUnknownErrors(session, [error.id, ...matched.map(each => each.id)])
    return {
      answer: { service: { id, label }, rule: rule.name, matchCount: Math.max(1, matched.length) },
      deed: { verb: 'changeRules', target: id, detail, change: changeOf(id) },
    }
  })
  return { ...answer, auditId }
}

function tooManyRules(label: string): ControlError {
  const said = { key: 'tooManyRules', values: { service: label } }
  return new ControlError('conflict', `${label} has as many rules as it may have: take some away.`, { said })
}

const NOTHING_TO_TELL_BY = 'This error says nothing that a rule could know it by.'

/** Takes an error off the list; it is counted on, and not shown again. */
export async function dismissUnknown({ ctx, input }: { ctx: ControlContext; input: { id: string } }) {
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const { id, service, status, shape } = await requireError(session, input.id)
    const dismissedAt = session.now()
    await dismissUnknownError(session, id, dismissedAt)
    const detail = { service, status, shape, error: id, after: { dismissedAt } }
    return { answer: { id }, deed: { verb: 'dismissUnknown', target: service, detail } }
  })
  return { ...answer, auditId }
}

async function requireError(session: Session, id: string): Promise<UnknownError> {
  const error = await findUnknownError(session, id)
  if (error) return error
  throw new ControlError('not-found', 'This error waits no longer.', { said: { key: 'unknownGone' } })
}
