import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { poolServices } from '@/lib/rotation/in-process.fixture'
import { startSimulator } from '@/lib/simulator/simulator'
import type { SimulatedService, Simulator } from '@/lib/simulator/vocabulary'
import type { GatewayPorts } from './house'
import { type Gateway, startGateway } from './listener'

/** What a caller shows; nothing of it may be seen upstream. */
export const TOKEN = 'kw_client-token-canary-51c7'

export const secretOf = (service: string, number: number) => `${service}-secret-canary-${number}`

/** One simulator for all tests of a file, and for each a gateway with three keys of every service. */
export function openSdkWorld(services: readonly SimulatedService[]) {
  const bugs: unknown[] = []
  let simulator: Simulator
  let gateway: Gateway
  let house: ReturnType<typeof poolServices>
  const off = new Set<string>()
  beforeAll(async () => {
    simulator = await startSimulator({ acceptAnyKey: true })
  })
  afterAll(() => simulator.close())
  beforeEach(async () => {
    simulator.reset()
    off.clear()
    house = poolServices(
      services.map(id => ({ id, origin: simulator.origin(id), secrets: [1, 2, 3].map(n => secretOf(id, n)) })),
    )
    const authenticate = (token: string) => (token === TOKEN ? { id: 'caller-1', services: null } : null)
    const findService: GatewayPorts['findService'] = id => {
      const service = house.ports.findService(id)
      return service && off.has(id) ? { ...service, isOff: true } : service
    }
    gateway = await startGateway({
      host: '127.0.0.1',
      port: 0,
      ports: { ...house.ports, authenticate, findService },
      onBug: bug => bugs.push(bug),
    })
  })
  afterEach(async () => {
    await gateway.close()
    expect(bugs).toEqual([])
  })
  return {
    simulator: () => simulator,
    attempts: () => house.attempts,
    switchOff: (service: SimulatedService) => off.add(service),
    at: (path: string) => `http://127.0.0.1:${gateway.port}/${path}`,
    /** Waits for the settle, which follows the last byte. */
    outcomes: (service: SimulatedService, expected: readonly string[]) =>
      vi.waitFor(() => expect(house.outcomes()).toEqual(expected.map(outcome => `${service}-${outcome}`))),
  }
}
