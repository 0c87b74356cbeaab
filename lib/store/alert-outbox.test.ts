import { describe, expect, it } from 'vitest'
import type { AlertNotice } from '@/lib/contract/alert-notice'
import { addDeliveries, listDeliveries } from './alert-deliveries'
import { claimBatch, dueChannels, endClaim } from './alert-outbox'
import { claimTelling, raiseAlert } from './alerts'
import { openEach } from './databases.fixture'
import { NOW } from './rows.fixture'
import type { Store } from './session'

const LEASE_MS = 60_000
const EIGHT = Array.from({ length: 8 }, (_, index) => index)

function noticeOf(alertId: string, kind: AlertNotice['kind']): AlertNotice {
  return {
    ...{ alertId, kind, code: 'exhausted', service: 'groq', serviceLabel: 'Groq', keyId: null, message: 'm' },
    ...{ fact: null, since: new Date(NOW).toISOString(), resolvedAt: null, emptyAt: null, outlook: null },
  }
}

describe.each(['sqlite', 'postgres'] as const)('the outbox on %s', dialect => {
  let store: Store
  let now = NOW
  openEach(
    dialect,
    opened => {
      now = NOW
      store = opened
    },
    () => now,
  )

  const put = (alertId: string, kind: AlertNotice['kind'] = 'raised') =>
    addDeliveries(store, [
      { id: `${alertId}-${Math.random()}`, channelId: 'c1', notice: noticeOf(alertId, kind), dueAt: NOW, time: '' },
    ])
  const claim = () => claimBatch(store, 'c1', LEASE_MS)

  it('takes the same delivery once, however often and at once it is put in', async () => {
    await Promise.all(EIGHT.map(() => put('a1')))
    expect(await listDeliveries(store, { alertId: 'a1', limit: 9 })).toHaveLength(1)
  })

  it('gives a message to one of eight at once, and to another only when its lease is over', async () => {
    await put('a1')
    expect(await dueChannels(store)).toEqual(['c1'])
    const claimed = (await Promise.all(EIGHT.map(claim))).filter(each => each !== null)
    expect(claimed).toHaveLength(1)
    expect(await dueChannels(store)).toEqual([])
    now += LEASE_MS
    const again = await claim()
    expect(again?.batch).toBe(claimed[0]?.batch)
    // the one that came back from the dead ends nothing
    expect(await endClaim(store, claimed[0]?.claim ?? '', { kind: 'sent' })).toBe(false)
    expect(await endClaim(store, again?.claim ?? '', { kind: 'sent' })).toBe(true)
    expect((await listDeliveries(store, { alertId: 'a1', limit: 9 }))[0]).toMatchObject({ state: 'sent', tries: 2 })
  })

  it('puts many into one message, and keeps its parts together when it is tried again', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4']) await put(id)
    const first = await claim()
    expect(first?.deliveries).toHaveLength(4)
    await put('a5')
    await endClaim(store, first?.claim ?? '', { kind: 'again', at: NOW + 1000, trouble: { key: 'channelLate' } })
    const other = await claim()
    expect(other?.deliveries.map(({ alertId }) => alertId)).toEqual(['a5'])
    now += 1000
    const again = await claim()
    expect([again?.batch, again?.deliveries.length]).toEqual([first?.batch, 4])
  })

  it('tells an end after its beginning, without it where it failed, and not at all where nobody was told', async () => {
    const trouble = { key: 'channelLate' } as const
    await put('a1')
    const begun = await claim()
    await put('a1', 'resolved')
    expect(await claim()).toBeNull()
    await endClaim(store, begun?.claim ?? '', { kind: 'again', at: NOW + 1000, trouble })
    const over = await claim()
    expect(over?.deliveries.map(({ alertId, kind }) => [alertId, kind])).toEqual([['a1', 'resolved']])
    await put('a2')
    await put('a2', 'resolved')
    now += 1000
    await endClaim(store, over?.claim ?? '', { kind: 'sent' })
    expect(await claim()).toBeNull()
    const states = async (alertId: string) =>
      (await listDeliveries(store, { alertId, limit: 9 })).map(each => each.state)
    expect([(await states('a1')).sort(), await states('a2')]).toEqual([
      ['dropped', 'sent'],
      ['dropped', 'dropped'],
    ])
  })

  it('sends a message anew without what is over', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4']) await put(id)
    const first = await claim()
    await put('a1', 'resolved')
    const trouble = { key: 'channelLate' } as const
    await endClaim(store, first?.claim ?? '', { kind: 'again', at: NOW + 1000, trouble })
    const next = await claim()
    expect(next?.batch).not.toBe(first?.batch)
    expect(next?.deliveries.map(({ alertId, kind }) => `${alertId} ${kind}`).sort()).toEqual([
      'a1 resolved',
      'a2 raised',
      'a3 raised',
      'a4 raised',
    ])
  })

  it('lets one of eight processes tell of an alert', async () => {
    const subject = { code: 'exhausted', service: 'groq', keyId: null }
    await raiseAlert(store, { ...subject, id: 'a1', message: 'm', fact: null, since: NOW })
    const told = await Promise.all(EIGHT.map(() => claimTelling(store, subject)))
    expect(told.filter(each => each !== null)).toHaveLength(1)
  })
})
