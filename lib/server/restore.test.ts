import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newChannelSchema } from '@/lib/contract/alert-channels'
import { addChannel } from '@/lib/control/alert-channels'
import { listDeliveries } from '@/lib/store/alert-deliveries'
import { listAlerts } from '@/lib/store/alerts'
import { openAlertWork } from './alert-work'
import { startReceiver, webhookTo } from './alert-world.fixture'
import { backUp, restore } from './backup'
import { openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const ADMIN = { id: 'op', role: 'admin', via: 'session' } as const

test('what waited to be told when a backup was made is not told once it is restored', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-restore-'))
  const receiver = await startReceiver(() => 503)
  const env = { KEYWHEEL_DATA_DIR: folder, GROQ_API_KEY: `gsk_${'A'.repeat(52)}` }
  const settings = readSettings(env)
  const open = async () => {
    const engine = await openEngine(settings, env, { log: openQuietLog('fatal') })
    return { engine, work: await openAlertWork(engine, 'http://dash.example', Date.now) }
  }
  const first = await open()
  await addChannel({ ctx: first.engine.context(ADMIN), input: newChannelSchema.parse(webhookTo(receiver.url)) })
  const lease = first.engine.pools.lease('groq', { model: null, units: 1 })
  if ('kind' in lease) throw new Error('no key may work')
  const facts = { hintUntil: null, window: null, isAmbiguous: false, learned: [], rule: 'test' }
  const outcome = { kind: 'key-rejected', blame: 'key', status: 401, ...facts } as const
  first.engine.pools.settle(lease, outcome, { tokensIn: 0, tokensOut: 0, costUsd: 0 })
  await first.work.alerter.look()
  const codes = ['key-rejected']
  const [alert] = await listAlerts(first.engine.store, { isStanding: true, codes, limit: 9 })
  const waiting = await listDeliveries(first.engine.store, { alertId: alert?.id ?? '', limit: 9 })
  expect(waiting.map(({ state }) => state)).toEqual(['pending'])
  const backup = join(folder, 'backup.db')
  await backUp(settings, backup, () => {})
  await first.engine.close()

  await restore(settings, backup)
  const second = await open()
  const { store } = second.engine
  const kept = await listDeliveries(store, { alertId: alert?.id ?? '', limit: 9 })
  expect(kept.map(({ state }) => state)).toEqual(['dropped'])
  expect(await listAlerts(store, { isStanding: true, limit: 9 })).toEqual([])
  await second.engine.close()
  await receiver.close()
  rmSync(folder, { recursive: true })
})
