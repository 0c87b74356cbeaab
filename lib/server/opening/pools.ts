import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Event } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import type { Clock } from '@/lib/rotation/ports'
import { type LoadedKey, loadEach } from '@/lib/store/load-pools'
import type { Store } from '@/lib/store/session'
import type { ServerLog } from '../log'

type Hearer = (events: readonly Event[]) => void

/** Pools, and who hears of what happens in them: whoever wants to adds himself. */
export type KeylessPools = { pools: Pools; hearers: Hearer[] }

/** A pool for every service, without keys. */
export function openPools(services: readonly ServiceDefinition[], now: Clock): KeylessPools {
  const hearers: Hearer[] = []
  const notify: Hearer = events => {
    for (const hear of hearers) hear(events)
  }
  const pools = new Pools({ now, notify })
  for (const { id, policy } of services) pools.setService(id, policy)
  return { pools, hearers }
}

/**
 * Brings the pools to life from the database.
 * @param keepSecret false: no secret of that key is known to this process, which has no use for it then
 */
export async function fillPools(
  { pools, store, log }: { pools: Pools; store: Store; log: ServerLog },
  keepSecret: (loaded: LoadedKey) => boolean,
): Promise<void> {
  const { accounts, unreadable } = await loadEach(store, loaded => {
    if (!pools.hasService(loaded.key.service)) {
      log.warn(`key ${loaded.key.name} is left out: no service is named ${loaded.key.service}`)
      // without its secret it is of another process's environment
    } else if (keepSecret(loaded)) pools.addKey(loaded)
  })
  for (const account of accounts) pools.setAccount(account)
  if (unreadable.length > 0) log.warn(`the kept state of ${unreadable.join(', ')} is not readable: it starts afresh`)
  // what was just loaded is not news for the store
  pools.takeChanged()
}
