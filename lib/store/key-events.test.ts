import { describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { openEach } from './databases.fixture'
import { appendKeyEvents, type KeyEvent, keyEventOf, listKeyEvents, listServiceEvents } from './key-events'
import { KEY_EVENTS_KEPT_MS, purgeHistory } from './retention'
import { NOW, settledOf } from './rows.fixture'
import type { Store } from './session'

let count = 0
function eventOf(fields: Partial<KeyEvent> = {}): KeyEvent {
  count += 1
  const id = `event-${String(count).padStart(5, '0')}`
  return keyEventOf({ id, at: NOW, service: 'groq', keyId: 'k1', kind: 'restored', ...fields })
}
const rest: Partial<KeyEvent> = {
  kind: 'rested',
  scope: 'account-model',
  model: 'llama',
  provenance: 'hint',
  reason: 'rate-limited',
  account: 'team',
  until: NOW + 60_000,
}
const idsOf = (events: readonly KeyEvent[]) => events.map(({ id }) => id)

describe.each(['sqlite', 'postgres'] as const)('events of keys on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  it('come back as they were written, with their batch, and a batch written twice adds none', async () => {
    const events = [eventOf(rest), eventOf({ kind: 'out', status: 'rejected', rule: 'invalid_api_key' })]
    const batch = { attempts: [settledOf()], keys: [], accounts: [], events }
    await appendAttempts(store, batch)
    await appendAttempts(store, batch)
    expect(await listServiceEvents(store, 'groq', { limit: 9 })).toEqual([...events].reverse())
  })

  it('of a key are its own, its account’s and its service’s circuit’s, and nobody else’s', async () => {
    const own = eventOf()
    const sibling = eventOf({ keyId: 'k2', kind: 'paused' })
    const shared = eventOf({ ...rest, keyId: 'k2' })
    const circuit = eventOf({ keyId: null, kind: 'circuit-opened', reason: 'service-error', until: NOW + 5000 })
    const foreign = [eventOf({ service: 'gemini' }), eventOf({ ...rest, keyId: 'k3', account: 'others' })]
    await appendKeyEvents(store, [own, sibling, shared, circuit, ...foreign])
    const of = (account: string | null) => listKeyEvents(store, { service: 'groq', id: 'k1', account }, { limit: 9 })
    expect(idsOf(await of('team'))).toEqual(idsOf([circuit, shared, own]))
    expect(idsOf(await of(null))).toEqual(idsOf([circuit, own]))
  })

  it('are paged newest first without gap or repetition, also within one millisecond', async () => {
    const events = Array.from({ length: 41 }, (_, i) =>
      eventOf({ at: NOW + Math.floor(i / 4), ...(i % 3 === 0 && { keyId: null, kind: 'circuit-closed' as const }) }),
    )
    await appendKeyEvents(store, events)
    const seen: KeyEvent[] = []
    for (;;) {
      const before = seen.at(-1)
      const page = { limit: 7, ...(before && { before }) }
      const next = await listKeyEvents(store, { service: 'groq', id: 'k1', account: null }, page)
      if (next.length === 0) break
      seen.push(...next)
    }
    expect(idsOf(seen)).toEqual(idsOf([...events].reverse()))
    const since = { since: NOW + 10, limit: 99 }
    expect(idsOf(await listServiceEvents(store, 'groq', since))).toEqual(idsOf([...events].reverse().slice(0, 1)))
  })

  it('are forgotten when they are old', async () => {
    const [old, young] = [eventOf({ at: NOW - KEY_EVENTS_KEPT_MS - DAY_MS }), eventOf({ at: NOW - DAY_MS })]
    await appendKeyEvents(store, [old, young])
    await purgeHistory(store, NOW, async () => true)
    expect(await listServiceEvents(store, 'groq', { limit: 9 })).toEqual([young])
  })
})
