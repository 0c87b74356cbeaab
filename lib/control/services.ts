import { genericEnvName } from '@/lib/catalog/generic'
import { findService as findBuiltIn } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { ServiceChange, ServiceDescription } from '@/lib/contract/service'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { listKeys } from '@/lib/store/keys'
import { holdService, listServices as listStored, removeService, saveService } from '@/lib/store/services'
import { inOneAuditedTransaction, inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { offlinePools } from './offline-pools'
import { requireService } from './require-service'
import { sourceOf } from './service-entry'
import { settingsNamed, settingsOf, withChange } from './service-settings'

export type ListedService = {
  id: ServiceId
  label: string
  /** The one in force: the environment's before an operator's. */
  origin: string
  /** `environment`: its origin stands in the environment, and nothing else is said of it. */
  source: 'built-in' | 'described' | 'environment'
  envName: string
  keyCount: number
  policy: ServicePolicy
  /** What an operator changed. */
  changed: readonly string[]
  isOff: boolean
}

/** Every service with the policy in force. */
export async function listServices({ ctx }: { ctx: ControlContext }): Promise<ListedService[]> {
  requireRole(ctx, 'viewer')
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const stored = new Map((await listStored(ctx.store)).map(settings => [settings.id, settings]))
  return ctx.services.map(({ id, label, origin, envName, policy, isOff = false }) => {
    const settings = stored.get(id)
    const changed = [...(settings?.origin ? ['origin'] : []), ...Object.keys(settings?.policy ?? {})]
    const keyCount = pools.keyCount(id)
    return { id, label, origin, source: sourceOf(id, settings), envName, keyCount, policy, changed, isOff }
  })
}

export type ServiceName = { id: ServiceId; label: string }

/** A service after a change: `auditId` names the deed for an undo. */
export type ChangedService = ServiceName & { auditId: number | null }

/** Changes how a service is operated. Absent fields stay; `null` goes back to what the service came with. */
export async function changeService(call: { ctx: ControlContext; input: ServiceChange }): Promise<ChangedService> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { id, label } = requireService(ctx, input.service)
  const { service: _, ...change } = input
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdService(session, id)
    const kept = await settingsOf(session, id)
    const changed = withChange(kept, change)
    await saveService(session, { id, ...changed })
    const detail = { before: settingsNamed(kept, change), after: settingsNamed(changed, change) }
    return {
      answer: { id, label },
      deed: { verb: 'changeService', target: id, detail, change: changeOf(id) },
    }
  })
  return { ...answer, auditId }
}

export type DescribedService = ChangedService & { envName: string; isNew: boolean }

/**
 * Makes an upstream known that is not built in, or describes one anew: its keys and what was changed of it stay.
 * @throws ControlError `conflict` for a built-in service, or where two would read the same variable
 */
export async function describeService(call: {
  ctx: ControlContext
  input: ServiceDescription
}): Promise<DescribedService> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { id, label } = input
  if (findBuiltIn(id)) {
    throw new ControlError('conflict', `${id} is built in: give your service another id, or change ${id} itself.`)
  }
  const envName = envNameOf(ctx.services, id)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdService(session, id)
    const { definition } = await settingsOf(session, id)
    await saveService(session, { id, definition: input })
    const isNew = definition === null
    const detail = {
      label,
      origin: input.origin,
      isNew,
      ...(!isNew && { whole: { before: definition, after: input } }),
    }
    return {
      answer: { id, label, envName, isNew },
      deed: { verb: 'describeService', target: id, detail, change: changeOf(id) },
    }
  })
  return { ...answer, auditId }
}

/**
 * Forgets a described service and what was changed of it.
 * @throws ControlError `conflict` when it was not described, or still has keys
 */
export async function forgetService(call: {
  ctx: ControlContext
  input: { service: ServiceId }
}): Promise<ServiceName> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const service = requireService(ctx, input.service)
  return inOneTransaction(ctx, async session => {
    const { id, label, envName } = service
    const source = sourceOf(id, await settingsOf(session, id))
    if (source === 'built-in') throw new ControlError('conflict', `${id} is built in and cannot be removed.`)
    if (source === 'environment') {
      const name = envName.replace(/_API_KEY$/, '_ORIGIN')
      throw new ControlError('conflict', `${id} comes from the environment: unset KEYWHEEL_${name}.`)
    }
    const [key] = await listKeys(session, { service: id, limit: 1 })
    if (key) {
      const cure = key.key.source === 'env' ? `unset ${key.key.name} and start again` : 'remove its keys'
      throw new ControlError('conflict', `${id} still has keys, such as ${key.key.name}: ${cure} first.`)
    }
    await removeService(session, id)
    return {
      answer: { id, label },
      deed: { verb: 'forgetService', target: id, detail: { label }, change: changeOf(id) },
    }
  })
}

/** For running servers to pick up. */
export const changeOf = (service: ServiceId) => ({ kind: 'services-changed' as const, service })

/** `my-llm` and `my--llm` would read the same variable. */
function envNameOf(services: readonly ServiceDefinition[], id: ServiceId): string {
  const envName = genericEnvName(id)
  const other = services.find(service => service.id !== id && service.envName === envName)
  if (other) throw new ControlError('conflict', `${id} and ${other.id} would both read ${envName}: choose another id.`)
  return envName
}
