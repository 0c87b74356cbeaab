import type { About, SettingsAnswer } from '@/lib/contract/settings'
import { type ControlContext, hasRole } from '@/lib/control/context'
import { plannedChecks } from '@/lib/control/key-checks'
import { retention } from '@/lib/control/retention'
import { readCleaning } from '@/lib/store/cleaning'
import { databaseSize } from '@/lib/store/size'
import { gatewayAddress } from './gateway-address'
import { packagesInUse } from './packages'
import { getRuntime } from './runtime'

/** How this installation is set, and what it is. Where it keeps its files is for admins. */
export async function settings({ ctx }: { ctx: ControlContext }): Promise<SettingsAnswer> {
  const [kept, cleaning, checks] = await Promise.all([
    retention({ ctx }),
    readCleaning(ctx.store),
    plannedChecks({ ctx }),
  ])
  return { retention: kept, cleaning, checks, about: await about(ctx) }
}

async function about({ store, operator, now }: ControlContext): Promise<About> {
  const { version, startedAt, settings } = getRuntime()
  return {
    ...{ version, node: process.version, gateway: gatewayAddress(null), packages: await packagesInUse() },
    database: { kind: store.dialect, ...(await databaseSize(store)) },
    dataDir: hasRole(operator, 'admin') ? settings.dataDir : null,
    startedAt: new Date(startedAt).toISOString(),
    now: new Date(now()).toISOString(),
  }
}
