import type { ChoiceView, EffectView, Trail, TrailStep } from '@/lib/contract/requests'
import type { Attempt, Effect } from '@/lib/engine/attempt'
import { contendersOf } from '@/lib/engine/choice'
import type { KeyId } from '@/lib/engine/vocabulary'
import { findRequest } from '@/lib/store/requests'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { iso } from './key-view'
import { keysUsed, namesFor, type RequestNames } from './request-names'
import { arrivalOf, factsView, requestRow } from './request-row'

/**
 * One request, attempt by attempt: which key and why, what came of it, and what that did.
 * @throws ControlError `not-found` for one that was never made, is not written yet, or is no longer kept
 */
export async function requestTrail(call: { ctx: ControlContext; input: { id: string } }): Promise<Trail> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const attempts = await findRequest(ctx.store, input.id)
  const [first] = attempts
  if (!first) throw new ControlError('not-found', 'There is no such request, or it is not written down yet.', GONE)
  const arrivedAt = arrivalOf(attempts)
  const names = await namesFor(ctx, [...keysUsed(attempts), ...attempts.flatMap(runnersUpOf)])
  return {
    generatedAt: iso(ctx.now()),
    request: { ...requestRow(attempts, names), method: first.method },
    steps: attempts.map(attempt => stepOf(attempt, arrivedAt, names)),
  }
}

const GONE = { said: { key: 'requestGone' } } as const

function runnersUpOf({ choice }: Attempt): KeyId[] {
  return (choice?.runnersUp ?? []).filter(value => typeof value === 'string')
}

function stepOf(attempt: Attempt, arrivedAt: number, names: RequestNames): TrailStep {
  const { number, startedAt, firstByteMs, totalMs, keyId, masked, outcome, blame, rule, status } = attempt
  const { refusal, detail, units, tokensIn, tokensOut, costUsd, pricedBy = null, isEstimated = false } = attempt
  const isRefusal = outcome === 'refused'
  // a refusal's time is its request's, from arrival on
  const offsetMs = isRefusal ? totalMs : startedAt - arrivedAt
  return {
    ...{ number, offsetMs, firstByteMs, totalMs: isRefusal ? 0 : totalMs, outcome, blame, rule, status },
    facts: factsView(attempt.facts),
    ...{ refusal, detail, units, tokensIn, tokensOut, costUsd, pricedBy, isEstimated },
    key: keyId === null ? null : names.key(keyId, masked),
    effects: attempt.effects.map(effectView),
    choice: choiceView(attempt, names),
  }
}

function effectView(effect: Effect): EffectView {
  return effect.kind === 'out' ? effect : { ...effect, until: iso(effect.until) }
}

function choiceView({ choice, keyId, masked, score, strategy }: Attempt, names: RequestNames): ChoiceView | null {
  if (choice === null) return null
  const contenders = keyId === null || score === null ? [] : contendersOf(choice, { keyId, score })
  return {
    strategy,
    keyCount: choice.keyCount,
    out: Object.entries(choice.outCounts)
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count),
    contenders: contenders.map(({ keyId: id, ...rest }, index) => {
      return { key: names.key(id, index === 0 ? masked : null), isChosen: index === 0, ...rest }
    }),
  }
}
