import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CATALOG } from '@/lib/catalog/index'
import { newKeySchema } from '@/lib/contract/key-import'
import { type KeyId, NO_USAGE, type Outcome, type ServiceId } from '@/lib/engine/vocabulary'
import { examineSecret } from '@/lib/gateway/probe'
import type { ResetKey } from '@/lib/rotation/deeds'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { Pools } from '@/lib/rotation/pools'
import { channelTester } from '@/lib/server/channel-tester'
import { KeyChecker } from '@/lib/server/key-checker'
import { ServiceRegistry, servicesInForce } from '@/lib/server/services'
import { lastChangeId } from '@/lib/store/changes'
import { openStore } from '@/lib/store/client'
import { saveKeyChecks } from '@/lib/store/key-checks'
import { loadPools } from '@/lib/store/load-pools'
import { listServices } from '@/lib/store/services'
import { findMasterKey } from '@/lib/vault/master-key'
import type { ControlContext, Operator } from './context'
import { openSecret } from './key-secret'
import { ChangeFeed } from './pick-up'

export const START = Date.UTC(2026, 10, 22, 6, 30)
export const ADMIN: Operator = { id: 'op-admin', role: 'admin', via: 'session' }
export const VIEWER: Operator = { id: 'op-viewer', role: 'viewer', via: 'session' }

/** A database, on disk unless told where, with its master key, a clock to turn, and the worlds of commands and servers. */
export async function openWorld(url?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-control-'))
  const clock = { now: START }
  const now = () => clock.now
  const store = await openStore({ url: url ?? `file:${folder}/keywheel.db`, now })
  const { masterKey } = findMasterKey({ value: null, folder })
  const context = (operator: Operator = ADMIN, live: ControlContext['live'] = null): ControlContext => {
    return { store, masterKey, services: CATALOG, live, operator, now }
  }
  /** A server on this database, as `lib/server/engine.ts` makes one. */
  const startServer = async (origins: ReadonlyMap<ServiceId, string> = new Map()) => {
    const pools = new Pools({ now, notify: () => {} })
    const registry = new ServiceRegistry(servicesInForce(origins, await listServices(store)))
    const setServices = () => {
      for (const { id, policy } of registry.all()) pools.setService(id, policy)
    }
    setServices()
    const secrets = new Map<KeyId, string>()
    const tokenReloads: number[] = []
    const alertReloads: number[] = []
    const resets: ResetKey[][] = []
    const feed = new ChangeFeed({
      store,
      pools,
      keepSecret: ({ key, sealed }) => {
        if (sealed) secrets.set(key.id, openSecret(masterKey, key.id, sealed))
        return secrets.has(key.id)
      },
      forgetSecret: keyId => secrets.delete(keyId),
      onTokensChanged: async () => {
        tokenReloads.push(now())
      },
      onServicesChanged: async () => {
        registry.replace(servicesInForce(origins, await listServices(store)))
        setServices()
      },
      onPricesChanged: async () => {},
      onMasterKeyChanged: async () => {},
      onAlertsChanged: async () => {
        alertReloads.push(now())
      },
      isOwnEvent: () => false,
      onReset: keys => resets.push([...keys]),
      afterId: await lastChangeId(store),
    })
    for (const loaded of (await loadPools(store)).keys) {
      if (pools.hasService(loaded.key.service)) pools.addKey(loaded)
    }
    const recently = () => ({ attempts: new Map(), traffic: { minutes: [], services: new Map() }, news: [] })
    const examine = async (id: ServiceId, secret: string) => {
      const service = registry.find(id)
      if (!service) throw new Error(`no service is named ${id}`)
      return examineSecret(service, secret, Date.now)
    }
    const examineKey = async (keyId: KeyId) => {
      const secret = secrets.get(keyId)
      return secret === undefined ? null : examine(pools.find(keyId)?.key.service ?? '', secret)
    }
    const checks = new KeyChecker(
      {
        ...{ pools, examine: examineKey, now, meetsRateLimit: () => false },
        save: found => saveKeyChecks(store, found),
        report: error => {
          throw error
        },
      },
      { usualMs: 5, limitedMs: 5 },
    )
    const mail: InProcessPorts = {
      ...{ pools, now, record: () => {}, reveal: keyId => secrets.get(keyId) ?? '' },
      findService: id => registry.find(id),
    }
    const live = {
      checks,
      pools,
      pickUp: () => feed.pickUp(),
      recentAttempts: () => new Map(),
      recently,
      examineSecret: examine,
      examineKey,
      tryChannel: channelTester({ masterKey, mail, dashboard: 'http://dashboard.example' }),
    }
    return { pools, registry, secrets, tokenReloads, alertReloads, resets, live, pickUp: live.pickUp }
  }
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  /** Everything that is on disk. */
  const bytesOnDisk = () => Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))))
  return { folder, clock, store, masterKey, context, startServer, close, bytesOnDisk }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** A key of Groq with a secret of its own. */
export function newKey(name: string, more: Record<string, unknown> = {}) {
  return newKeySchema.parse({ service: 'groq', name, apiKey: secretOf(name), ...more })
}

export function secretOf(name: string): string {
  return `gsk_${name.replace(/[^A-Za-z0-9]/g, '').padEnd(52, 'canary')}`.slice(0, 56)
}

/** One attempt with whichever key is leased, and the key it was. */
export function attempt(pools: Pools, kind: Outcome['kind'], blame: Outcome['blame']): KeyId {
  const lease = pools.lease('groq', { model: null, units: 1 })
  if ('kind' in lease) throw new Error('no key may work')
  const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
  pools.settle(lease, { kind, blame, rule: kind, ...facts }, NO_USAGE)
  return lease.keyId
}
