import type { KeySelection } from '@/lib/contract/key'
import { restoreKey as backInRotation, pauseKey } from '@/lib/engine/reset'
import type { KeyState } from '@/lib/engine/state'
import type { Instant } from '@/lib/engine/vocabulary'
import type { ControlContext } from './context'
import { ControlError } from './control-error'
import { type Edited, editKey, requireInSight } from './edit-key'
import type { SomeFacts, StandingKey } from './key-facts'

type Call = { ctx: ControlContext; input: KeySelection }

const DISABLED_REASON = 'disabled by an operator'

/**
 * Takes a key out of rotation; requests under way end as they would. One that is disabled already stays so; one that was
 * rejected, suspended or out of credit is put aside, and needs no review any more.
 */
export async function disableKey({ ctx, input }: Call): Promise<Edited> {
  return editKey(ctx, input, 'disableKey', standing => {
    requireInSight(standing)
    return paused(standing, ctx.now())
  })
}

/** Puts a disabled key back. A rejected one wants a reset, because a person must have looked at it. */
export async function enableKey({ ctx, input }: Call): Promise<Edited> {
  return editKey(ctx, input, 'enableKey', standing => {
    requireInSight(standing)
    const { status } = standing.state
    if (status === 'paused' || status === 'active') return enabled(standing)
    throw new ControlError('conflict', `This key is not disabled but ${status}: reset it instead.`, {
      said: { key: 'notPaused' },
    })
  })
}

/** Takes a key out of sight; it can be restored for 30 days. @throws ControlError `conflict` for one of the environment */
export async function removeKey({ ctx, input }: Call): Promise<Edited> {
  return editKey(ctx, input, 'removeKey', standing => {
    requireInSight(standing)
    const { source, name } = standing.entry.key
    if (source === 'vault') return { isRemoved: true }
    const reason = `${name} comes from the environment: unset that variable, or disable the key.`
    throw new ControlError('conflict', reason, { said: { key: 'envKeyStays', values: { name } } })
  })
}

/** Brings a removed key back as it was. */
export async function restoreKey({ ctx, input }: Call): Promise<Edited> {
  return editKey(ctx, input, 'restoreKey', ({ entry }) => {
    if (entry.removedAt !== null) return { isRemoved: false }
    throw new ControlError('not-found', 'There is no removed key with this id.', { said: { key: 'noRemovedKey' } })
  })
}

/** A key as it is once a person put it aside. */
export function paused({ state }: StandingKey, now: Instant): SomeFacts {
  return statusFacts(pauseKey(state, DISABLED_REASON, now))
}

/** A paused key as it is once it is put back. */
export function enabled({ state }: StandingKey): SomeFacts {
  return statusFacts(backInRotation(state, null))
}

/** What a key's state says of whether it takes part. */
export function statusFacts({ status, statusReason, statusSince }: KeyState): SomeFacts {
  return { status, statusReason, statusSince }
}
