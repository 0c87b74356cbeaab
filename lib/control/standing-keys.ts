import { freshKey } from '@/lib/engine/fresh'
import type { KeyId } from '@/lib/engine/vocabulary'
import { changeKeys, type KeyChange, removeKeys, restoreKeys } from '@/lib/store/change-keys'
import { findKeys } from '@/lib/store/keys'
import type { Session } from '@/lib/store/session'
import { findKeyStates, saveKeyStates } from '@/lib/store/states'
import type { Notice } from './audit-trail'
import type { ControlContext } from './context'
import { factsOf, idOf, type KeyEdit, SETTINGS, type StandingKey } from './key-facts'
import type { ChangeKind } from './pick-up'

/** Keys as they stand, removed ones included, in the order of their ids; unknown ones are absent. */
export async function readKeys(
  ctx: ControlContext,
  session: Session,
  keyIds: readonly KeyId[],
): Promise<StandingKey[]> {
  const entries = new Map((await findKeys(session, keyIds)).map(entry => [entry.key.id, entry]))
  const dormantIds = keyIds.filter(id => !ctx.live?.pools.find(id))
  const dormant = await findKeyStates(session, dormantIds)
  return keyIds.flatMap(id => {
    const entry = entries.get(id)
    if (!entry) return []
    const zone = ctx.services.find(service => service.id === entry.key.service)?.policy.dayZone ?? 'UTC'
    const state = ctx.live?.pools.find(id)?.state ?? dormant.get(id) ?? freshKey(zone, ctx.now())
    return [{ entry, state }]
  })
}

/** Writes what edits came to, and says what running servers must pick up. */
export async function writeEdits(session: Session, edits: readonly KeyEdit[]): Promise<Notice[]> {
  for (const [settings, keyIds] of bySettings(edits)) await changeKeys(session, keyIds, settings)
  const withPresence = (isRemoved: boolean) => edits.filter(({ after }) => after.isRemoved === isRemoved).map(idOf)
  await removeKeys(session, withPresence(true))
  await restoreKeys(session, withPresence(false))
  const decided = edits.filter(hasStatus).map(edit => {
    const { status, statusReason, statusSince } = { ...factsOf(edit), ...edit.after }
    return { keyId: idOf(edit), state: { ...edit.state, status, statusReason, statusSince } }
  })
  await saveKeyStates(session, decided)
  return edits.flatMap(noticesOf)
}

function hasStatus({ after }: KeyEdit): boolean {
  return after.status !== undefined || after.statusReason !== undefined || after.statusSince !== undefined
}

/** Keys that get the same settings are written together. */
function bySettings(edits: readonly KeyEdit[]): [KeyChange, KeyId[]][] {
  const groups = new Map<string, [KeyChange, KeyId[]]>()
  for (const edit of edits) {
    const given = SETTINGS.filter(field => edit.after[field] !== undefined)
    if (given.length === 0) continue
    const settings: KeyChange = Object.fromEntries(given.map(field => [field, edit.after[field]]))
    const identity = JSON.stringify(settings)
    const group = groups.get(identity)
    if (group) group[1].push(idOf(edit))
    else groups.set(identity, [settings, [idOf(edit)]])
  }
  return [...groups.values()]
}

function noticesOf(edit: KeyEdit): Notice[] {
  const { after } = edit
  const kinds: ChangeKind[] = []
  if (after.isRemoved === true) kinds.push('key-removed')
  if (after.isRemoved === false) kinds.push('key-added')
  if (hasStatus(edit)) kinds.push(after.status === 'paused' ? 'key-disabled' : 'key-enabled')
  if (SETTINGS.some(field => after[field] !== undefined)) kinds.push('key-changed')
  return kinds.map(kind => ({ kind, keyId: idOf(edit) }))
}
