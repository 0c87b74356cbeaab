import type { z } from 'zod'
import {
  REMOVED_SHOWN_MAX,
  type RemovedKey,
  type RemovedKeys,
  type removedKeysInputSchema,
} from '@/lib/contract/removed-keys'
import type { KeyEntry } from '@/lib/store/key-entry'
import { listRemovedKeys } from '@/lib/store/keys'
import { REMOVED_KEPT_MS } from '@/lib/store/retention'
import { type ControlContext, requireRole } from './context'
import { iso } from './key-view'
import { requireService } from './require-service'

/** So many are looked through, however many somebody removed in 30 days. */
const LOOKED_AT_MAX = 20_000

/** The keys that can be restored: which, and until when. @throws ControlError `unknown-service` */
export async function removedKeys(call: {
  ctx: ControlContext
  input: z.output<typeof removedKeysInputSchema>
}): Promise<RemovedKeys> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { service, search } = input
  if (service !== undefined) requireService(ctx, service)
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const entries = await listRemovedKeys(ctx.store, { service, limit: LOOKED_AT_MAX })
  const matching = entries.filter(entry => hasWords(entry, words))
  const labels = new Map(ctx.services.map(({ id, label }) => [id, label]))
  return {
    generatedAt: iso(ctx.now()),
    total: matching.length,
    keys: matching.slice(0, REMOVED_SHOWN_MAX).flatMap(entry => viewOf(entry, labels)),
  }
}

function hasWords({ key: { name, masked, account } }: KeyEntry, words: readonly string[]): boolean {
  const text = [name, masked, account ?? ''].join('\n').toLowerCase()
  return words.every(word => text.includes(word))
}

function viewOf({ key, removedAt }: KeyEntry, labels: ReadonlyMap<string, string>): RemovedKey[] {
  if (removedAt === null) return []
  const { id, name, masked, service, account } = key
  const [at, until] = [iso(removedAt), iso(removedAt + REMOVED_KEPT_MS)]
  const serviceLabel = labels.get(service) ?? service
  return [{ id, name, masked, service, serviceLabel, account, removedAt: at, restorableUntil: until }]
}
