import { describe, expect, test } from 'vitest'
import { RESTORE_GRACE_MS } from '@/lib/engine/defaults'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import { type KeyId, NO_USAGE, type Outcome } from '@/lib/engine/vocabulary'
import { type Confirmation, confirmRejections } from './confirm'
import { poolServices } from './in-process.fixture'
import type { Probe } from './ports'
import { withKey } from './with-key'

const REJECTED: Outcome = {
  kind: 'key-rejected',
  blame: 'key',
  rule: 'groq: invalid key',
  status: 401,
  hintUntil: null,
  window: null,
  isAmbiguous: false,
  learned: [],
}

/** Real pools whose rejections are confirmed by a probe that the test answers by hand. */
function confirming(keyCount = 3) {
  const secrets = Array.from({ length: keyCount }, (_, index) => `secret-${index}`)
  const house = poolServices([{ id: 'groq', origin: 'http://127.0.0.1:1', secrets }])
  const asked: { keyId: KeyId; answer(life: Awaited<ReturnType<Probe>>): void; fail(): void }[] = []
  const probe: Probe = (_, keyId) =>
    new Promise((resolve, reject) => {
      asked.push({ keyId, answer: resolve, fail: () => reject(new Error('no route')) })
    })
  const confirmation: Confirmation = confirmRejections({ ...house.ports, probe })
  const reject = (keyId: KeyId) => {
    const leases = []
    for (;;) {
      const lease = house.pools.lease('groq', { model: null, units: 1, excluded: new Set(leases.map(l => l.keyId)) })
      if ('kind' in lease) throw new Error(`${keyId} is not available`)
      leases.push(lease)
      if (lease.keyId === keyId) break
    }
    for (const lease of leases) {
      const outcome = lease.keyId === keyId ? REJECTED : ({ ...REJECTED, kind: 'aborted', blame: 'nobody' } as const)
      house.pools.settle(lease, outcome, NO_USAGE)
    }
    confirmation.hear(house.events.splice(0))
  }
  const statusOf = (keyId: KeyId) => house.pools.find(keyId)?.state.status
  const askedKeys = () => asked.map(({ keyId }) => keyId)
  return { ...house, confirmation, asked, askedKeys, reject, statusOf }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

describe('a rejection', () => {
  test('is taken back when the probe finds the key alive', async () => {
    const { asked, reject, statusOf, confirmation, events } = confirming()
    reject('groq-1')
    expect(statusOf('groq-1')).toBe('rejected')
    asked[0]?.answer('alive')
    await confirmation.idle()
    expect(statusOf('groq-1')).toBe('active')
    expect(events).toMatchObject([{ kind: 'key-restored', keyId: 'groq-1' }])
  })

  test.each(['rejected', 'unknown', 'failure'] as const)('stands when the probe ends in %s', async end => {
    const { asked, reject, statusOf, confirmation } = confirming()
    reject('groq-1')
    if (end === 'failure') asked[0]?.fail()
    else asked[0]?.answer(end)
    await confirmation.idle()
    expect(statusOf('groq-1')).toBe('rejected')
    expect(asked).toHaveLength(1)
  })

  test('that the probe contradicts again was its caller’s: no caller puts all keys out', async () => {
    const { asked, reject, statusOf, confirmation } = confirming()
    for (const round of [0, 1]) {
      for (const keyId of ['groq-1', 'groq-2', 'groq-3']) reject(keyId)
      for (const index of [0, 1, 2]) asked[round * 3 + index]?.answer('alive')
      await confirmation.idle()
      expect(['groq-1', 'groq-2', 'groq-3'].map(statusOf)).toEqual(['active', 'active', 'active'])
    }
  })

  test('is noted as the key’s own when another key answers the same request', async () => {
    const { ports, pools } = confirming(2)
    await withKey(ports, 'groq', ({ key }) => {
      if (key.id === 'groq-1') throw Object.assign(new Error('no'), { status: 401, headers: {}, error: {} })
      return 'answer'
    })
    expect(['groq-1', 'groq-2'].map(id => pools.wasAnsweredElsewhere(id))).toEqual([true, false])
  })

  test('of what another key answered stands without a question soon after a probe took one back', async () => {
    const { asked, reject, statusOf, confirmation, pools } = confirming()
    reject('groq-1')
    asked[0]?.answer('alive')
    await confirmation.idle()
    pools.noteAnsweredElsewhere(['groq-1'])
    reject('groq-1')
    expect(asked).toHaveLength(1)
    expect(statusOf('groq-1')).toBe('rejected')

    const other = confirming()
    other.reject('groq-1')
    other.asked[0]?.answer('alive')
    await other.confirmation.idle()
    other.pools.noteAnsweredElsewhere(['groq-1'])
    other.clock.aheadMs = RESTORE_GRACE_MS + 1000
    other.reject('groq-1')
    expect(other.asked).toHaveLength(2)
  })

  test('that an operator ended meanwhile is left as the operator wants it', async () => {
    const { asked, reject, statusOf, confirmation, pools } = confirming()
    reject('groq-1')
    pools.reset({ keyId: 'groq-1' })
    pools.decideStatus('groq-1', { status: 'paused', statusReason: 'paused by an operator', statusSince: 0 })
    asked[0]?.answer('alive')
    await confirmation.idle()
    expect(statusOf('groq-1')).toBe('paused')
  })
})

describe('probes', () => {
  test('are at most three at once, and every rejection gets its turn', async () => {
    const { asked, askedKeys, reject, confirmation } = confirming(5)
    for (const number of [1, 2, 3, 4, 5]) reject(`groq-${number}`)
    expect(askedKeys()).toEqual(['groq-1', 'groq-2', 'groq-3'])
    asked[1]?.answer('rejected')
    await settled()
    expect(askedKeys()).toEqual(['groq-1', 'groq-2', 'groq-3', 'groq-4'])
    for (let index = 0; index < 5; index++) {
      asked[index]?.answer('rejected')
      await settled()
    }
    await confirmation.idle()
    expect(askedKeys()).toHaveLength(5)
  })

  test('are never two for one key at once', async () => {
    const { asked, askedKeys, reject, confirmation, pools } = confirming(2)
    reject('groq-1')
    pools.reset({ keyId: 'groq-1' })
    reject('groq-1')
    expect(askedKeys()).toEqual(['groq-1'])
    asked[0]?.answer('rejected')
    await confirmation.idle()
  })

  test('are not made for a key whose secret does not open', () => {
    const { askedKeys, confirmation, pools, events } = confirming(1)
    const lease = pools.lease('groq', { model: null, units: 1 })
    if ('kind' in lease) throw new Error('no key')
    pools.settle(lease, { ...REJECTED, rule: SECRET_UNREADABLE }, NO_USAGE)
    confirmation.hear(events)
    expect(events).toHaveLength(1)
    expect(askedKeys()).toEqual([])
  })

  test('are not made for keys that are out for another cause', () => {
    const { askedKeys, confirmation, pools, clock } = confirming()
    const at = Date.now() + clock.aheadMs
    pools.decideStatus('groq-1', { status: 'paused', statusReason: 'paused', statusSince: 0 })
    for (const status of ['suspended', 'out-of-credit', 'paused'] as const)
      confirmation.hear([{ at, service: 'groq', kind: 'key-out', keyId: 'groq-1', status, reason: '' }])
    expect(askedKeys()).toEqual([])
  })
})
