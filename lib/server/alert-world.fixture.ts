import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { CATALOG } from '@/lib/catalog/index'
import { type NewChannelInput, newChannelSchema } from '@/lib/contract/alert-channels'
import { addChannel } from '@/lib/control/alert-channels'
import { keyOf } from '@/lib/engine/key.fixture'
import { type Key, NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { Pools } from '@/lib/rotation/pools'
import { openStore } from '@/lib/store/client'
import { findMasterKey } from '@/lib/vault/master-key'
import { AlertDeliverer } from './alert-deliverer'
import { AlertTeller } from './alert-teller'
import { Alerter } from './alerter'
import { LimitHistories } from './limit-histories'

const START = Date.UTC(2026, 10, 22, 11)
export const SECRET = 'canary-signing-secret'
const ADMIN = { id: 'op-admin', role: 'admin', via: 'session' } as const

/** A database on disk, a clock to turn, pools, and what raises, tells and delivers in one or more processes. */
export async function openAlertWorld(url?: string, services = CATALOG) {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-alerts-'))
  const clock = { now: START }
  const now = () => clock.now
  const { masterKey } = findMasterKey({ value: null, folder })
  const ends: (() => Promise<unknown>)[] = []
  const startProcess = async () => {
    const store = await openStore({ url: url ?? `file:${folder}/keywheel.db`, now })
    const pools = new Pools({ now, notify: () => {} })
    for (const { id, policy } of services) pools.setService(id, policy)
    const log = pino({ level: 'silent' })
    const histories = new LimitHistories({ store, now })
    const labelOf = (id: string) => services.find(each => each.id === id)?.label ?? id
    const teller = new AlertTeller({ store, pools, histories, labelOf, now })
    const alerter = new Alerter({ store, pools, log, now, teller })
    const secrets = new Map<string, string>()
    const mail: InProcessPorts = {
      ...{ pools, now, record: () => {}, reveal: keyId => secrets.get(keyId) ?? '' },
      findService: id => services.find(each => each.id === id) ?? null,
    }
    const deliverer = new AlertDeliverer({ ...{ store, masterKey, mail, log, now }, dashboard: 'http://dash.example' })
    await alerter.open()
    ends.push(() => store.close())
    const addKey = (key: Partial<Key> & { service: string }, secret = '') => {
      const made = { ...keyOf(), id: `k${secrets.size + 1}`, name: `key-${secrets.size + 1}`, ...key }
      secrets.set(made.id, secret)
      pools.addKey({ key: made, state: null })
    }
    const context = { store, masterKey, services, live: null, operator: ADMIN, now }
    const add = (input: NewChannelInput) => addChannel({ ctx: context, input: newChannelSchema.parse(input) })
    /** One look of each job, and the end of what it began. */
    const look = async () => {
      await alerter.look()
      await deliverer.look()
      await deliverer.idle()
    }
    return { store, pools, alerter, deliverer, addKey, add, look, context }
  }
  return {
    clock,
    startProcess,
    async close() {
      await Promise.all(ends.map(end => end()))
      rmSync(folder, { recursive: true })
    },
  }
}
export type AlertProcess = Awaited<ReturnType<Awaited<ReturnType<typeof openAlertWorld>>['startProcess']>>

/** Settles one lease of a service badly. */
export function fail(pools: Pools, service: string, kind: 'key-rejected' | 'rate-limited', untilMs = 0): void {
  const lease = pools.lease(service, { model: null, units: 1 })
  if ('kind' in lease) throw new Error('no key may work')
  const facts = { window: null, isAmbiguous: false, learned: [], rule: 'test' }
  const hintUntil = untilMs === 0 ? null : untilMs
  const outcome: Outcome = { kind, blame: 'key', status: 401, hintUntil, ...facts }
  pools.settle(lease, outcome, NO_USAGE)
}

export type Heard = { headers: IncomingHttpHeaders; body: string; path: string }

/** A real listener that writes down what it hears and answers as it is told. */
export async function startReceiver(answer: (heard: Heard, count: number) => number | 'never' = () => 200) {
  const heard: Heard[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const each = { headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' }
      heard.push(each)
      const status = answer(each, heard.length)
      if (status === 'never') return
      const asksForRest = status === 429 ? { 'retry-after': '3600' } : {}
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : asksForRest).end('ok')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  }
  return { heard, url: `http://127.0.0.1:${port}/hook?token=canary-path`, close }
}

/** A webhook channel to a receiver on this machine. */
export function webhookTo(url: string, more: Partial<NewChannelInput> = {}): NewChannelInput {
  return { name: 'hook', target: { kind: 'webhook', url, secret: SECRET, allowsPrivate: true }, ...more }
}
