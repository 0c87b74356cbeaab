import { type AiTaskId, aiRoutesSchema } from '@/lib/contract/ai'
import type { OwnAlertRules } from '@/lib/contract/alert-rules'
import { checkScheduleSchema } from '@/lib/contract/key-checks'
import { retentionSchema } from '@/lib/contract/settings'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { Instant } from '@/lib/engine/vocabulary'
import { holdAiRoutes, saveAiRoutes } from '@/lib/store/ai-routes'
import { holdAlertRules, readAlertRules, saveAlertRules } from '@/lib/store/alert-rules'
import { snoozeAlert } from '@/lib/store/alerts'
import type { AuditEntry } from '@/lib/store/audit'
import { holdCheckSchedule, readCheckSchedule, saveCheckSchedule } from '@/lib/store/check-schedule'
import { holdRetention, readRetention, saveRetention } from '@/lib/store/retention'
import { holdService, saveService } from '@/lib/store/services'
import type { Session } from '@/lib/store/session'
import { namedRules, withoutDefaults } from './alert-rules'
import type { Deed } from './audit-trail'
import type { ControlContext } from './context'
import { settingsNamed, settingsOf, withChange } from './service-settings'
import { CHANNEL_TAKE_BACKS } from './undo-channel'
import { changedMeanwhile, isSame, requireSame, type TakeBacks, type Values } from './undo-parts'
import { PRICE_TAKE_BACKS } from './undo-price'
import { SERVICE_TAKE_BACKS } from './undo-service'
import { TOKEN_TAKE_BACKS } from './undo-token'

const SETTINGS_TAKE_BACKS: TakeBacks = {
  changeService: async ({ session, entry: { target }, name, before, after }) => {
    await holdService(session, target)
    const kept = await settingsOf(session, target)
    requireSame(name, settingsNamed(kept, after), after)
    await saveService(session, { id: target, ...withChange(kept, asChange(before)) })
    return { kind: 'services-changed', service: target }
  },
  changeRetention: async ({ session, name, before, after }) => {
    await holdRetention(session)
    const kept = await readRetention(session)
    requireSame(name, kept, after)
    await saveRetention(session, retentionSchema.parse({ ...kept, ...before }))
    return null
  },
  changeCheckSchedule: async ({ session, name, before, after }) => {
    await holdCheckSchedule(session)
    requireSame(name, await readCheckSchedule(session), after)
    await saveCheckSchedule(session, checkScheduleSchema.parse(before))
    return null
  },
  changeAlertRules: async ({ session, entry: { target }, name, before, after }) => {
    await holdAlertRules(session, target)
    const kept = await readAlertRules(session, target)
    requireSame(name, namedRules(kept, Object.keys(after)), after)
    await saveAlertRules(session, target, withoutDefaults({ ...kept, ...asRules(before) }))
    return { kind: 'alerts-changed' }
  },
  snoozeAlert: async ({ session, entry: { target }, name, before, after }) => {
    const until = instantIn(before.until)
    const isAhead = until !== null && until > session.now()
    const taken = await snoozeAlert(session, target, isAhead ? until : null, instantIn(after.until))
    if (!taken) throw changedMeanwhile(name)
    return { kind: 'alerts-changed' }
  },
  changeAiRoutes: async ({ session, entry: { target }, whole }) => {
    const { [target as AiTaskId]: own = null, ...others } = await holdAiRoutes(session)
    if (!isSame(own, whole.after)) throw changedMeanwhile(null)
    const before = aiRoutesSchema.nullable().parse(whole.before)
    await saveAiRoutes(session, before === null ? others : { ...others, [target]: before })
    return null
  },
}

function instantIn(written: unknown): Instant | null {
  return typeof written === 'string' ? Date.parse(written) : null
}

const TAKE_BACKS: TakeBacks = {
  ...SETTINGS_TAKE_BACKS,
  ...SERVICE_TAKE_BACKS,
  ...TOKEN_TAKE_BACKS,
  ...PRICE_TAKE_BACKS,
  ...CHANNEL_TAKE_BACKS,
}

/** The undo of a deed that was no key's, as a deed of its own; `null` for a verb of keys. @throws ControlError `conflict` */
export async function undoOfSettings(ctx: ControlContext, session: Session, entry: AuditEntry): Promise<Deed | null> {
  const takeBack = Object.hasOwn(TAKE_BACKS, entry.verb) ? TAKE_BACKS[entry.verb] : undefined
  if (!takeBack) return null
  const { before, after, whole, ...about } = entry.detail
  const facts = { before: valuesIn(before), after: valuesIn(after), whole: valuesIn(whole) }
  const change = await takeBack({ ctx, session, entry, name: nameOf(ctx, entry), ...facts })
  const told = { undoneId: entry.id, undone: entry.verb, before: facts.after, after: facts.before }
  return { verb: 'undo', target: entry.target, detail: { ...about, ...told }, ...(change && { change }) }
}

/** What people call what was changed; `null`: there is only one of it. */
function nameOf({ services }: ControlContext, { target, detail }: AuditEntry): string | null {
  const service = services.find(({ id }) => id === target)?.label
  const [name] = [detail.name, service, detail.label].filter(each => typeof each === 'string')
  return name ?? null
}

function valuesIn(written: unknown): Values {
  return written instanceof Object ? { ...written } : {}
}

/** A service's settings as `changeService` wrote them down: they were parsed then. */
function asChange(
  written: Values,
): { origin?: string | null } & { [Field in keyof ServicePolicy]?: ServicePolicy[Field] | null } {
  return written
}

/** A service's alert rules as `changeAlertRules` wrote them down: they were parsed then. */
function asRules(written: Values): OwnAlertRules {
  return written
}
