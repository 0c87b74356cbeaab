import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addKey } from '@/lib/control/keys'
import { NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { listKeyEvents } from '@/lib/store/key-events'
import { openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const

test('what befalls a key in rotation is in the database with its reason and its end, a moment later', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-events-'))
  const env = { KEYWHEEL_DATA_DIR: folder }
  const { context, pools, recorder, store, close } = await openEngine(readSettings(env), env, {
    log: openQuietLog('fatal'),
  })
  const ctx = context(ADMIN)
  const key = { service: 'groq', apiKey: `gsk_${'a'.repeat(52)}`, name: 'first', priority: 1, weight: 1 }
  const { id } = await addKey({ ctx, input: { ...BARE, ...key } })

  const settle = (kind: Outcome['kind'], rule: string) => {
    const lease = pools.lease('groq', { model: 'llama', units: 1 })
    if ('kind' in lease) throw new Error('no key may work')
    const facts = { status: 429, hintUntil: Date.now() + 90_000, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind, blame: kind === 'rate-limited' ? 'model' : 'key', rule, ...facts }, NO_USAGE)
  }
  settle('rate-limited', 'groq: requests per minute')
  pools.reset({})
  settle('key-rejected', 'invalid_api_key')
  pools.restore(id, 'a probe found it alive')
  await recorder.flush()

  const events = await listKeyEvents(store, { service: 'groq', id, account: null }, { limit: 9 })
  expect(events.reverse()).toMatchObject([
    { kind: 'rested', keyId: id, model: 'llama', reason: 'rate-limited', provenance: 'hint' },
    { kind: 'out', keyId: id, status: 'rejected', rule: 'invalid_api_key' },
    { kind: 'restored', keyId: id, rule: 'a probe found it alive' },
  ])
  expect(events[0]?.until).toBeGreaterThan(Date.now())
  await close()
  rmSync(folder, { recursive: true })
})

const BARE = {
  account: null,
  dailyLimit: null,
  minuteLimit: null,
  tokenMinuteLimit: null,
  concurrencyLimit: null,
  models: null,
  expiresAt: null,
  labels: [],
  note: null,
}
