import { Pools } from '@/lib/rotation/pools'
import { loadPools } from '@/lib/store/load-pools'
import type { ControlContext } from './context'

/** The pools as the database remembers them: what a command works with where no server runs in this process. */
export async function offlinePools({ store, services, now }: ControlContext): Promise<Pools> {
  const pools = new Pools({ now, notify: () => {} })
  for (const { id, policy } of services) pools.setService(id, policy)
  const { keys, accounts } = await loadPools(store)
  for (const { key, state } of keys) {
    // Keys of a service that nobody describes any more can neither work nor be judged.
    if (pools.hasService(key.service)) pools.addKey({ key, state })
  }
  for (const account of accounts) pools.setAccount(account)
  return pools
}
