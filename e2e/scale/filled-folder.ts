import { newKeySchema } from '@/lib/contract/key-import'
import { storableKey } from '@/lib/control/new-key'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { SAMPLED_SERVICES } from '@/lib/simulator/vocabulary'
import { addKeys } from '@/lib/store/add-keys'
import { openStore } from '@/lib/store/client'
import { fillAttempts } from '@/lib/store/many-attempts.fixture'
import { findMasterKey } from '@/lib/vault/master-key'
import type { Examples } from '../places'

export type Size = { keys: number; attempts: number }

/** As long as minute sums are kept twice over, so that both fresh and old history is there. */
const HISTORY_MS = 14 * DAY_MS

/** Fills a data folder as years of use would, before any server has it open. Answers what stands in addresses. */
export async function fillFolder(folder: string, size: Size): Promise<Examples> {
  const now = Date.now()
  const store = await openStore({ url: `file:${folder}/keywheel.db`, now: () => now })
  const { masterKey } = findMasterKey({ value: null, folder })
  const added = await addKeys(
    store,
    Array.from({ length: size.keys }, (_, index) => storableKey(masterKey, keyAt(index), now)),
  )
  const keys = added.map(({ entry }) => entry.key)
  await fillAttempts(store, { keys, count: size.attempts, from: now - HISTORY_MS, until: now })
  const last = await store.db.attempt.findFirstOrThrow({ orderBy: { startedAt: 'desc' }, where: { number: 2 } })
  await store.close()
  return { keys: last.keyId ?? '', requests: last.requestId, services: 'groq' }
}

function keyAt(index: number) {
  const service = SAMPLED_SERVICES[index % SAMPLED_SERVICES.length]
  return newKeySchema.parse({
    service,
    name: `${service}-${String(index).padStart(5, '0')}`,
    apiKey: `gsk_${String(index).padStart(52, 'scale')}`,
    priority: 1 + (index % 3),
    dailyLimit: index % 2 === 0 ? 100_000 : null,
  })
}
