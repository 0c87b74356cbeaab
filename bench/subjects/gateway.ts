import { createHmac, randomBytes } from 'node:crypto'
import { groq } from '@/lib/catalog/groq'
import type { Key } from '@/lib/engine/vocabulary'
import { startGateway } from '@/lib/gateway/listener'
import { Pools } from '@/lib/rotation/pools'
import { CLIENT_TOKEN } from '../workload'
import { reportListening } from './report'

/** O: the gateway with everything on. */
const [, , origin = '', keyCountText = '10'] = process.argv
const tokenKey = randomBytes(32)
const fingerprint = (token: string) => createHmac('sha256', tokenKey).update(token).digest('base64')
const callers = new Map([[fingerprint(CLIENT_TOKEN), { id: 'bench', services: null }]])
const service = { ...groq, origin }
const pools = new Pools({ now: Date.now, notify: () => {} })
pools.setService(service.id, service.policy)

const secrets = new Map<string, string>()
for (let number = 1; number <= Number(keyCountText); number += 1) {
  const id = `key-${number}`
  secrets.set(id, `gsk_${randomBytes(26).toString('hex')}`)
  pools.addKey({ key: benchKey(id, number), state: null })
}

let recorded = 0
const gateway = await startGateway({
  host: '127.0.0.1',
  port: 0,
  ports: {
    pools,
    now: Date.now,
    record: () => {
      recorded += 1
    },
    reveal: keyId => secrets.get(keyId) ?? '',
    authenticate: token => callers.get(fingerprint(token)) ?? null,
    findService: id => (id === service.id ? service : null),
  },
  onBug: bug => console.error(bug),
})
reportListening(gateway.port, () => ({ recorded, leases: pools.leaseCount() }))

function benchKey(id: string, number: number): Key {
  return {
    id,
    service: 'groq',
    name: `GROQ_API_KEY_${number}`,
    masked: `gsk_be…${number}`,
    source: 'env',
    priority: 1,
    weight: 1,
    account: null,
    dailyLimit: 1_000_000_000,
    minuteLimit: null,
    tokenMinuteLimit: null,
    concurrencyLimit: null,
    models: null,
    expiresAt: null,
  }
}
