import type { BulkAction, BulkAnswer, ChangeKeysInput, SkipReason } from '@/lib/contract/key-edit'
import { KEYS_SHOWN_MAX } from '@/lib/contract/key-edit'
import { clearKey } from '@/lib/engine/reset'
import type { Instant, KeyId } from '@/lib/engine/vocabulary'
import { makeTimeId } from '@/lib/rotation/time-id'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { auditOf, eventsOf } from './edit-key'
import { editOf, hasEffect, idOf, type KeyEdit, type SomeFacts, type StandingKey } from './key-facts'
import { nameOf } from './key-name'
import { enabled, paused, statusFacts } from './key-switches'
import { offlinePools } from './offline-pools'
import { reset, resettable } from './reset'
import { readKeys, writeEdits } from './standing-keys'

type Call = { ctx: ControlContext; input: ChangeKeysInput }

const LABELS_MAX = 20

/**
 * Does one thing to many keys: to all of them in one transaction, or, when something breaks, to none. Keys to which it
 * would do nothing, or may not be done, are left out and counted by reason.
 */
export async function changeKeys({ ctx, input }: Call): Promise<BulkAnswer> {
  requireRole(ctx, 'admin')
  if (input.action.kind === 'reset') return resetMany(ctx, input)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const plan = planOf(await readKeys(ctx, session, unique(input.keyIds)), input, ctx.now(), NONE)
    if (plan.edits.length === 0) return { answer: answerOf(plan), deed: null }
    const changes = await writeEdits(session, plan.edits)
    return {
      answer: answerOf(plan),
      deed: { ...auditOfMany(ctx, input.action, plan.edits), events: eventsOf(ctx, plan.edits), changes },
    }
  })
  return { ...answer, auditId }
}

/** What `changeKeys` would do now. Changes nothing. */
export async function previewChanges({ ctx, input }: Call): Promise<BulkAnswer> {
  requireRole(ctx, 'admin')
  const keys = await readKeys(ctx, ctx.store, unique(input.keyIds))
  const resets = input.action.kind === 'reset' ? await resetsOf(ctx, input) : NONE
  return answerOf(planOf(keys, input, ctx.now(), resets))
}

async function resetMany(ctx: ControlContext, input: ChangeKeysInput): Promise<BulkAnswer> {
  const keys = await readKeys(ctx, ctx.store, unique(input.keyIds))
  const done = await reset({ ctx, input: { keyIds: unique(input.keyIds) } })
  return answerOf(planOf(keys, input, ctx.now(), new Set(done.reset.map(({ id }) => id))))
}

/** The keys that a reset would end something of: a rest, their account's included, or what they are out for. */
async function resetsOf(ctx: ControlContext, { keyIds }: ChangeKeysInput): Promise<ReadonlySet<KeyId>> {
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  return new Set(resettable(pools, { keyIds: unique(keyIds) }, ctx.now()).map(({ key }) => key.id))
}

const NONE: ReadonlySet<KeyId> = new Set()

type Plan = { edits: KeyEdit[]; skipped: Partial<Record<SkipReason, number>> }

/** @param resets the keys of which a reset ends something: their settings stay, so that no fact tells it */
function planOf(
  standing: readonly StandingKey[],
  { keyIds, action }: ChangeKeysInput,
  now: Instant,
  resets: ReadonlySet<KeyId>,
): Plan {
  const plan: Plan = { edits: [], skipped: {} }
  const skip = (reason: SkipReason, count = 1) => {
    plan.skipped[reason] = (plan.skipped[reason] ?? 0) + count
  }
  const present = standing.filter(({ entry }) => entry.removedAt === null)
  const unknownCount = unique(keyIds).length - present.length
  if (unknownCount > 0) skip('unknown', unknownCount)
  for (const each of present) {
    const isReset = resets.has(idOf(each))
    const wanted = isReset ? statusFacts(clearKey(each.state)) : wantedOf(each, action, now)
    const edit = typeof wanted === 'string' ? null : editOf(each, wanted)
    if (typeof wanted === 'string') skip(wanted)
    else if (edit && (isReset || hasEffect(edit))) plan.edits.push(edit)
    else skip('unchanged')
  }
  return plan
}

function wantedOf(standing: StandingKey, action: BulkAction, now: Instant): SomeFacts | SkipReason {
  const { entry, state } = standing
  switch (action.kind) {
    case 'pause':
      return paused(standing, now)
    case 'enable':
      return state.status === 'paused' || state.status === 'active' ? enabled(standing) : 'needs-reset'
    case 'remove':
      return entry.key.source === 'env' ? 'from-environment' : { isRemoved: true }
    case 'reset':
      return 'unchanged'
    case 'change': {
      const { addLabels = [], removeLabels = [], ...settings } = action.settings
      const kept = entry.labels.filter(label => !removeLabels.includes(label))
      const labels = [...new Set([...kept, ...addLabels])]
      return labels.length > LABELS_MAX ? 'too-many-labels' : { ...settings, labels }
    }
  }
}

function answerOf({ edits, skipped }: Plan): BulkAnswer {
  const changed = edits.slice(0, KEYS_SHOWN_MAX).map(edit => ({
    ...nameOf(edit.entry.key),
    before: { ...edit.before },
    after: { ...edit.after },
  }))
  return { changedCount: edits.length, changed, skipped, auditId: null }
}

const VERBS = { pause: 'disableKey', enable: 'enableKey', remove: 'removeKey', change: 'changeKey', reset: 'reset' }

function auditOfMany(ctx: ControlContext, action: BulkAction, edits: readonly KeyEdit[]) {
  const batch = makeTimeId(ctx.now())
  const keys = edits.slice(0, KEYS_SHOWN_MAX).map(({ entry }) => nameOf(entry.key))
  const detail = { action: action.kind, count: edits.length, keys, batch }
  const entries = edits.map(edit => auditOf(VERBS[action.kind], edit))
  return { verb: 'changeKeys', target: 'keys', detail, parts: { batch, entries } }
}

function unique(keyIds: readonly KeyId[]): KeyId[] {
  return [...new Set(keyIds)]
}
