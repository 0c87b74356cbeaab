import type { Effect } from './attempt'
import type { Event, KeyId } from './vocabulary'

const NONE: readonly Effect[] = []

/** What the events of a settle did, as its attempt remembers it. Of another key's events, nothing. */
export function effectsOf(events: readonly Event[], keyId: KeyId): readonly Effect[] {
  return events.length === 0 ? NONE : events.flatMap(event => effectOf(event, keyId) ?? [])
}

function effectOf(event: Event, keyId: KeyId): Effect | null {
  switch (event.kind) {
    case 'key-rested': {
      const { scope, reason, provenance, until } = event.cooldown
      return event.keyId === keyId ? { kind: 'rested', scope, reason, provenance, until } : null
    }
    case 'key-out':
      return event.keyId === keyId ? { kind: 'out', status: event.status } : null
    case 'circuit-opened':
      return { kind: 'circuit-opened', until: event.until }
    default:
      return null
  }
}
