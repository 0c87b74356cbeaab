import type { Event, KeyId } from '@/lib/engine/vocabulary'
import { makeTimeId } from '@/lib/rotation/time-id'
import { type KeyEvent, keyEventOf } from '@/lib/store/key-events'

/** What of the engine's events is kept for timelines. A lease taken back is a matter for the log alone. */
export function keptEvents(events: readonly Event[], accountOf: (keyId: KeyId) => string | null): KeyEvent[] {
  return events.flatMap(event => keptEvent(event, accountOf) ?? [])
}

function keptEvent(event: Event, accountOf: (keyId: KeyId) => string | null): KeyEvent | null {
  const { at, service } = event
  const kept = { id: makeTimeId(at), at, service }
  switch (event.kind) {
    case 'key-rested':
      return keyEventOf({ ...kept, kind: 'rested', keyId: event.keyId, ...restOf(event, accountOf) })
    case 'key-out':
      return keyEventOf({ ...kept, kind: 'out', keyId: event.keyId, status: event.status, rule: event.reason })
    case 'key-restored':
      return keyEventOf({ ...kept, kind: 'restored', keyId: event.keyId, rule: event.reason })
    case 'circuit-opened':
      return keyEventOf({ ...kept, kind: 'circuit-opened', reason: event.cause, until: event.until })
    case 'circuit-closed':
      return keyEventOf({ ...kept, kind: 'circuit-closed' })
    case 'lease-expired':
      return null
  }
}

type Rested = Extract<Event, { kind: 'key-rested' }>

function restOf({ keyId, cooldown, rule }: Rested, accountOf: (keyId: KeyId) => string | null) {
  const { scope, model, reason, provenance, until } = cooldown
  const account = scope.startsWith('account') ? accountOf(keyId) : null
  return { scope, model, reason, provenance, until, account, ...(rule !== undefined && { rule }) }
}
