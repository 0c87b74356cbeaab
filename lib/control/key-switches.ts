import type { KeySelection } from '@/lib/contract/key'
import { freshKey } from '@/lib/engine/fresh'
import { restoreKey as backInRotation, pauseKey } from '@/lib/engine/reset'
import type { KeyState } from '@/lib/engine/vocabulary'
import { removeKey as removeStored, restoreKey as restoreStored } from '@/lib/store/keys'
import type { Session } from '@/lib/store/session'
import { findKeyState, saveKeyStates } from '@/lib/store/states'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { operatorEvents } from './key-events'
import { type KeyName, nameOf, noSuchKey, requireKey, requireService } from './keys'
import { DISABLED_REASON } from './pick-up'

type Call = { ctx: ControlContext; input: KeySelection }

/**
 * Takes a key out of rotation; requests under way end as they would. One that is disabled already stays so; one that was
 * rejected, suspended or out of credit is put aside, and needs no review any more.
 */
export async function disableKey({ ctx, input }: Call): Promise<KeyName> {
  return switchKey(ctx, input, 'disableKey', 'key-disabled', state => pauseKey(state, DISABLED_REASON, ctx.now()))
}

/** Puts a disabled key back. A rejected one wants a reset, because a person must have looked at it. */
export async function enableKey({ ctx, input }: Call): Promise<KeyName> {
  return switchKey(ctx, input, 'enableKey', 'key-enabled', state => {
    if (state.status === 'paused') return backInRotation(state, null)
    if (state.status === 'active') return state
    throw new ControlError('conflict', `This key is not disabled but ${state.status}: reset it instead.`)
  })
}

async function switchKey(
  ctx: ControlContext,
  input: KeySelection,
  verb: string,
  kind: 'key-disabled' | 'key-enabled',
  change: (state: KeyState) => KeyState,
): Promise<KeyName> {
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const { key } = await requireKey(session, input)
    const state = change(await stateOf(ctx, session, key.id, key.service))
    await saveKeyStates(session, [{ keyId: key.id, state }])
    const detail = { service: key.service, name: key.name }
    const events = operatorEvents(ctx, kind === 'key-disabled' ? 'paused' : 'enabled', [key])
    return { answer: nameOf(key), deed: { verb, target: key.id, detail, events, change: { kind, keyId: key.id } } }
  })
}

async function stateOf(ctx: ControlContext, session: Session, keyId: string, service: string): Promise<KeyState> {
  const live = ctx.live?.pools.find(keyId)?.state ?? (await findKeyState(session, keyId))
  return live ?? freshKey(requireService(ctx, service).policy.dayZone, ctx.now())
}

/** Takes a key out of sight; it can be restored for 30 days. @throws ControlError `conflict` for one of the environment */
export async function removeKey({ ctx, input }: Call): Promise<KeyName> {
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const { key } = await requireKey(session, input)
    if (key.source === 'env') {
      throw new ControlError(
        'conflict',
        `${key.name} comes from the environment: unset that variable, or disable the key.`,
      )
    }
    if (!(await removeStored(session, key.id))) throw noSuchKey()
    const detail = { service: key.service, name: key.name, masked: key.masked }
    const change = { kind: 'key-removed' as const, keyId: key.id }
    return { answer: nameOf(key), deed: { verb: 'removeKey', target: key.id, detail, change } }
  })
}

/** Brings a removed key back as it was. */
export async function restoreKey({ ctx, input }: Call): Promise<KeyName> {
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const restored = await restoreStored(session, input.keyId)
    if (!restored) throw new ControlError('not-found', 'There is no removed key with this id.')
    const { key } = restored
    const detail = { service: key.service, name: key.name, masked: key.masked }
    const change = { kind: 'key-added' as const, keyId: key.id }
    return { answer: nameOf(key), deed: { verb: 'restoreKey', target: key.id, detail, change } }
  })
}
