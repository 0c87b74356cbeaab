import { once } from 'node:events'
import { createServer } from 'node:http'
import { findService } from '@/lib/catalog/index'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Attempt } from '@/lib/engine/attempt'
import { keyOf } from '@/lib/engine/key.fixture'
import type { ServicePolicy } from '@/lib/engine/policy'
import type { Event, Key, ServiceId } from '@/lib/engine/vocabulary'
import type { InProcessPorts } from './in-process-ports'
import { Pools } from './pools'

/** A service of the catalog with its keys, as a test wants it. */
export type PooledService = {
  id: ServiceId
  origin: string
  secrets: readonly string[]
  policy?: Partial<ServicePolicy>
  key?: Partial<Key>
}

/** Real pools with these keys, and everything they recorded and told. Keys are named after their secrets' order. */
export function poolServices(services: readonly PooledService[]) {
  const attempts: Attempt[] = []
  const events: Event[] = []
  const clock = { aheadMs: 0 }
  const now = () => Date.now() + clock.aheadMs
  const secrets = new Map<string, string>()
  const definitions = new Map<ServiceId, ServiceDefinition>()
  const pools = new Pools({ now, notify: heard => events.push(...heard) })
  for (const service of services) {
    const definition = knownDefinition(service.id)
    const policy = { ...definition.policy, strategy: 'priority' as const, ...service.policy }
    definitions.set(service.id, { ...definition, policy, origin: service.origin })
    pools.setService(service.id, policy)
    service.secrets.forEach((secret, index) => {
      const key = aKey(service.id, index + 1, service.key)
      secrets.set(key.id, secret)
      pools.addKey({ key, state: null })
    })
  }
  const ports: InProcessPorts = {
    pools,
    now,
    record: attempt => attempts.push(attempt),
    reveal: keyId => secrets.get(keyId) ?? '',
    findService: id => definitions.get(id) ?? null,
  }
  const outcomes = () => attempts.map(({ keyId, outcome }) => `${keyId}:${outcome}`)
  return { ports, pools, attempts, events, clock, outcomes }
}

function knownDefinition(id: ServiceId): ServiceDefinition {
  const definition = findService(id)
  if (!definition) throw new Error(`the catalog has no ${id}`)
  return definition
}

function aKey(service: ServiceId, number: number, key: Partial<Key> = {}): Key {
  return {
    ...keyOf(),
    id: `${service}-${number}`,
    service,
    name: `${service.toUpperCase()}_API_KEY_${number}`,
    masked: `${service}…${number}`,
    source: 'vault',
    priority: number,
    ...key,
  }
}

/** An origin at which nobody listens any more. */
export async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
