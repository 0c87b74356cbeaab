import { describeServiceSchema, rulesSchema } from '@/lib/contract/service'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { recallOwner } from '@/lib/store/key-owners'
import { holdService, saveService } from '@/lib/store/services'
import { recallUnknownError } from '@/lib/store/unknown-errors'
import { requireService } from './require-service'
import { operatorRules, writeRules } from './service-rules'
import { settingsOf } from './service-settings'
import { changeOf } from './services'
import { changedMeanwhile, isSame, requireSame, requireUntouched, type TakeBacks, type Taken } from './undo-parts'

/** What was said of a service beside its policy. */
export const SERVICE_TAKE_BACKS: TakeBacks = {
  changeRules: async ({ ctx, session, entry: { target }, name, whole }) => {
    requireService(ctx, target)
    await holdService(session, target)
    if (!isSame(operatorRules(await settingsOf(session, target)), whole.after)) throw changedMeanwhile(name)
    await writeRules(session, target, rulesSchema.parse(whole.before))
    return changeOf(target)
  },
  describeService: async ({ session, entry: { target }, name, whole }) => {
    await holdService(session, target)
    if (!isSame((await settingsOf(session, target)).definition, whole.after)) throw changedMeanwhile(name)
    await saveService(session, { id: target, definition: describeServiceSchema.parse(whole.before) })
    return changeOf(target)
  },
  disableService: taken => switchBack(taken, taken.entry.target),
  enableService: taken => switchBack(taken, taken.entry.target),
  dismissSiblings: async ({ session, entry: { target, detail }, name, after }) => {
    const { owner } = detail
    const { dismissedAt } = after
    const isTold = typeof owner === 'string' && typeof dismissedAt === 'number'
    if (!isTold || (await recallOwner(session, target, owner, dismissedAt)) === 0) throw changedMeanwhile(name)
    return null
  },
  dismissUnknown: async ({ session, entry: { detail }, name, after }) => {
    const { error } = detail
    const { dismissedAt } = after
    const isTold = typeof error === 'string' && typeof dismissedAt === 'number'
    if (!isTold || !(await recallUnknownError(session, error, dismissedAt))) throw changedMeanwhile(name)
    return null
  },
}

async function switchBack(taken: Taken, id: ServiceId) {
  const { session, name, before, after } = taken
  await holdService(session, id)
  requireSame(name, { isEnabled: (await settingsOf(session, id)).isEnabled }, after)
  await requireUntouched(taken, ['disableService', 'enableService'])
  await saveService(session, { id, isEnabled: before.isEnabled === true })
  return changeOf(id)
}
