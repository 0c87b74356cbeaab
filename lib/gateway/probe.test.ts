import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { startSimulator } from '@/lib/simulator/simulator'
import { SIMULATED_SERVICES, type Simulator } from '@/lib/simulator/vocabulary'
import { examineSecret } from './probe'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    keys: SIMULATED_SERVICES.map(service => ({ service, secret: `${service}-good` })),
  })
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

async function probe(id: string, secret: string, origin?: string) {
  const service = CATALOG.find(known => known.id === id)
  if (!service) throw new Error(`the catalog has no ${id}`)
  const inForce = { ...service, origin: origin ?? simulator.origin(SIMULATED_SERVICES.find(name => name === id)) }
  return (await examineSecret(inForce, secret, Date.now)).life
}

describe.each(SIMULATED_SERVICES)('the probe of %s', service => {
  test('finds a good key alive, and takes nothing of its quota', async () => {
    expect(await probe(service, `${service}-good`)).toBe('alive')
    expect(simulator.seen()).toMatchObject([{ method: 'GET', status: 200, secret: `${service}-good` }])
  })

  test('finds a key that the upstream does not know rejected', async () => {
    expect(await probe(service, `${service}-gone`)).toBe('rejected')
  })

  test.each(['suspended', 'leaked'] as const)('finds a %s key rejected', async kind => {
    simulator.fault({ service, kind })
    expect(await probe(service, `${service}-good`)).toBe('rejected')
  })

  test.each(['unavailable', 'server-error', 'bad-gateway', 'reset-before-head'] as const)(
    'knows nothing at %s',
    async kind => {
      simulator.fault({ service, kind })
      expect(await probe(service, `${service}-good`)).toBe('unknown')
    },
  )
})

test('a sending-only key of Resend is alive although it may not list domains', async () => {
  simulator.fault({ service: 'resend', kind: 'restricted' })
  expect(await probe('resend', 'resend-good')).toBe('alive')
})

test.each([
  ['a redirect', 302],
  ['a page that is not there', 404],
  ['a firewall', 403],
])('nothing is known after %s, and nothing is followed', async (_, status) => {
  let count = 0
  const server = createServer((_request, response) => {
    count++
    response.writeHead(status, { location: '/elsewhere' }).end('<html>no</html>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  expect(await probe('groq', 'any', `http://127.0.0.1:${port}`)).toBe('unknown')
  expect(count).toBe(1)
  server.close()
})

test('an upstream that nobody can reach is unknown, never a rejection', async () => {
  expect(await probe('groq', 'any', 'http://127.0.0.1:1')).toBe('unknown')
})
