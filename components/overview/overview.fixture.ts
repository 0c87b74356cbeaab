import { CATALOG } from '@/lib/catalog/index'
import type { Overview } from '@/lib/contract/overview'
import { overviewView } from '@/lib/control/overview-view'
import { NO_TRAFFIC, type Traffic } from '@/lib/control/traffic'
import { keyOf } from '@/lib/engine/key.fixture'
import { type Key, NO_USAGE, type Outcome, type OutcomeKind } from '@/lib/engine/vocabulary'
import { Pools } from '@/lib/rotation/pools'
import { RotationNewsFeed } from '@/lib/server/rotation-news'

export const NOW = Date.UTC(2026, 10, 22, 6, 30)

/** Real pools and the overview the server makes of them. */
export function overviewWorld(keys: readonly Partial<Key>[]) {
  const clock = { now: NOW }
  const news = new RotationNewsFeed(keyId => `gsk_${keyId}…3f`)
  const pools = new Pools({ now: () => clock.now, notify: events => news.events(events) })
  for (const { id, policy } of CATALOG) pools.setService(id, policy)
  for (const [index, each] of keys.entries()) {
    const id = `k${index + 1}`
    pools.addKey({ key: keyOf({ id, name: `KEY_${index + 1}`, masked: `gsk_${id}…3f`, ...each }), state: null })
  }
  const settle = (kind: OutcomeKind, more: Partial<Outcome> & { model?: string; service?: string } = {}) => {
    const { model = null, service = 'groq', ...said } = more
    const lease = pools.lease(service, { model, units: 1 })
    if ('kind' in lease) throw new Error('exhausted')
    const facts = { status: 429, hintUntil: null, window: null, isAmbiguous: false, learned: [] }
    pools.settle(lease, { kind, blame: 'key', rule: kind, ...facts, ...said }, NO_USAGE)
  }
  const look = (lostLately = 0): Overview => {
    const traffic: Traffic = { minutes: [], services: new Map([['groq', { ...NO_TRAFFIC, lostLately }]]) }
    const sources = { recent: new Map(), traffic, alerts: [], news: news.newest() }
    return overviewView({ pools, labels: CATALOG, ...sources, now: clock.now })
  }
  return { clock, pools, settle, look }
}
