import { RESTORE_GRACE_MS } from '@/lib/engine/defaults'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import type { Event, Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from './pools'
import type { Clock, Notify, Probe } from './ports'

/** Probes under way at once, all services together. */
const PROBES_AT_ONCE = 3

/** One rejection to be confirmed: as long as the key is out since then. */
type Rejection = { service: ServiceId; keyId: KeyId; since: Instant | null }

export type Confirmation = {
  /** Wants every event; acts on rejections alone. */
  hear: Notify
  /** Resolves when no probe waits or is under way. */
  idle(): Promise<void>
}

/**
 * Confirms every rejection of a key, with its service's free probe: a key the probe finds alive goes back to work, for a
 * request that every key refuses is its caller's doing. A second rejection within `RESTORE_GRACE_MS` stands without a
 * question where another key answered what this one refused. Never two probes of one key at once. A probe that fails
 * confirms nothing and restores nothing.
 */
export function confirmRejections({ pools, probe, now }: { pools: Pools; probe: Probe; now: Clock }): Confirmation {
  const waiting: Rejection[] = []
  const underWay = new Map<KeyId, Promise<void>>()

  const hear: Notify = events => {
    for (const event of events) {
      const rejection = rejectionOf(event, pools, now())
      const isKnown = underWay.has(event.kind === 'key-out' ? event.keyId : '')
      if (rejection && !isKnown && !waiting.some(({ keyId }) => keyId === rejection.keyId)) waiting.push(rejection)
    }
    start()
  }

  const start = () => {
    while (underWay.size < PROBES_AT_ONCE) {
      const rejection = waiting.shift()
      if (!rejection) return
      const asked = ask(pools, probe, rejection).finally(() => {
        underWay.delete(rejection.keyId)
        start()
      })
      underWay.set(rejection.keyId, asked)
    }
  }

  const idle = async () => {
    while (underWay.size > 0) await Promise.all(underWay.values())
  }

  return { hear, idle }
}

function rejectionOf(event: Event, pools: Pools, now: Instant): Rejection | null {
  if (event.kind !== 'key-out' || event.status !== 'rejected') return null
  const { service, keyId } = event
  const state = pools.find(keyId)?.state
  if (state?.status !== 'rejected' || state.statusReason === SECRET_UNREADABLE) return null
  const isSoon = state.restoredAt !== null && now - state.restoredAt <= RESTORE_GRACE_MS
  if (isSoon && pools.wasAnsweredElsewhere(keyId)) return null
  return { service, keyId, since: state.statusSince }
}

async function ask(pools: Pools, probe: Probe, { service, keyId, since }: Rejection): Promise<void> {
  const life = await probe(service, keyId).catch(() => 'unknown')
  const state = pools.find(keyId)?.state
  // an operator, or a reset, may have been faster
  const isSame = state?.status === 'rejected' && state.statusSince === since
  if (life === 'alive' && isSame) pools.restore(keyId, 'the probe found it alive')
}
