import type { ServiceId } from '@/lib/engine/vocabulary'
import { holdService, saveService } from '@/lib/store/services'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { requireService } from './require-service'
import { settingsOf } from './service-settings'
import { type ChangedService, changeOf } from './services'

type Call = { ctx: ControlContext; input: { service: ServiceId } }

/** Refuses every request for a service from now on; those under way end as they would. Its keys stay as they are. */
export async function disableService(call: Call): Promise<ChangedService> {
  return switchService(call, false)
}

/** Serves it again. */
export async function enableService(call: Call): Promise<ChangedService> {
  return switchService(call, true)
}

async function switchService({ ctx, input }: Call, isEnabled: boolean): Promise<ChangedService> {
  requireRole(ctx, 'admin')
  const { id, label } = requireService(ctx, input.service)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdService(session, id)
    const kept = await settingsOf(session, id)
    if (kept.isEnabled === isEnabled) return { answer: { id, label }, deed: null }
    await saveService(session, { id, isEnabled })
    const detail = { before: { isEnabled: kept.isEnabled }, after: { isEnabled } }
    return {
      answer: { id, label },
      deed: { verb: isEnabled ? 'enableService' : 'disableService', target: id, detail, change: changeOf(id) },
    }
  })
  return { ...answer, auditId }
}
