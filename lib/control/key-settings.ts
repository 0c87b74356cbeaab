import type { KeySelection, KeySettingsView } from '@/lib/contract/key'
import { type ControlContext, requireRole } from './context'
import { isoOrNull } from './key-view'
import { requireKey } from './keys'

/** What an operator said of a key, for a form to begin with. @throws ControlError `not-found` */
export async function keySettings(call: { ctx: ControlContext; input: KeySelection }): Promise<KeySettingsView> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { key, labels, note } = await requireKey(ctx.store, input)
  const { id, service, masked, name, priority, weight, account, expiresAt } = key
  const { dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit } = key
  const models = key.models && [...key.models]
  return {
    ...{ id, service, masked, name, priority, weight, account },
    ...{ dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit },
    ...{ models, expiresAt: isoOrNull(expiresAt), labels: [...labels], note },
  }
}
