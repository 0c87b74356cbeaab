import { isDeepStrictEqual } from 'node:util'
import { ChangeFeed } from '@/lib/control/pick-up'
import type { Instant } from '@/lib/engine/vocabulary'
import { lastChangeId } from '@/lib/store/changes'
import type { LoadedKey } from '@/lib/store/load-pools'
import { listPrices } from '@/lib/store/prices'
import { listServices } from '@/lib/store/services'
import { listTokens } from '@/lib/store/tokens'
import { readCallerUse } from '@/lib/store/usage-rollups'
import { takeOverMasterKey } from '../key-in-force'
import { RecentIds } from '../recent-ids'
import { servicesInForce } from '../services'
import type { Ground } from './ground'
import type { Tellers } from './tellers'

/** What other processes change in the database, and who follows it here. */
export type Following = {
  pickUp(): Promise<void>
  /** Since when some change fails to be applied; `null`: none does. */
  stalledSince(): Instant | null
  /** Who wants to hear that alerts were acknowledged or snoozed. */
  alertHearers: (() => Promise<void>)[]
  /** Events this process wrote itself: it does not hear of them again. */
  ownEvents: RecentIds
}

/** Follows all changes from now on; what is loaded afterwards holds those before. */
export async function followChanges(
  ground: Ground,
  { voice, news }: Tellers,
  keepSecret: (loaded: LoadedKey) => boolean,
): Promise<Following> {
  const { store, pools, now } = ground
  const alertHearers: Following['alertHearers'] = []
  const ownEvents = new RecentIds()
  const feed = new ChangeFeed({
    ...{ store, pools, keepSecret, afterId: await lastChangeId(store) },
    forgetSecret: keyId => ground.secrets.forget(keyId),
    isOwnEvent: id => ownEvents.has(id),
    onTokensChanged: () => readTokens(ground),
    onServicesChanged: () => readServices(ground),
    onPricesChanged: () => readPrices(ground),
    onAlertsChanged: async () => void (await Promise.all(alertHearers.map(hear => hear()))),
    onMasterKeyChanged: () => takeOverMasterKey(ground.settings, store, ground.masterKey),
    onReset: keys => {
      voice.reset(keys)
      news.reset(keys, now())
    },
  })
  return { pickUp: () => feed.pickUp(), stalledSince: () => feed.stalledSince, alertHearers, ownEvents }
}

async function readServices({ settings, store, services, pools }: Ground): Promise<void> {
  services.replace(servicesInForce(settings.origins, await listServices(store)))
  for (const { id, policy } of services.all()) {
    // setting a policy ranks all its keys anew
    const isSame = pools.hasService(id) && isDeepStrictEqual(pools.policyOf(id), policy)
    if (!isSame) pools.setService(id, policy)
  }
}

/** The client tokens, and what their callers used. */
export async function readTokens(ground: Ground): Promise<void> {
  ground.callers.replace(await listTokens(ground.store))
  await readUse(ground)
}

/** What limited callers used, here and elsewhere. */
export function readUse({ callers, store }: Ground): Promise<void> {
  return callers.learnUse(at => readCallerUse(store, at))
}

/** What the operator says that models cost. */
export async function readPrices({ prices, store }: Ground): Promise<void> {
  prices.replace(await listPrices(store))
}
