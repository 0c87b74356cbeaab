import type { KeyEventView } from '@/lib/contract/key-event'

/** A time in which a key did not serve, or not for one model. `to` null: it lasts. */
export type RestSpan = {
  id: string
  kind: 'rested' | 'out' | 'paused' | 'circuit'
  from: number
  to: number | null
  /** What began it. */
  event: KeyEventView
  /** Ended before its time, by a person or a probe. */
  isCut: boolean
}

/** What ends what: a rest ends by itself too, a pause only by a person, whose undo may put the key out again. */
const ENDS: Record<RestSpan['kind'], readonly KeyEventView['kind'][]> = {
  rested: ['restored', 'reset'],
  out: ['restored', 'reset', 'paused'],
  paused: ['enabled', 'out'],
  circuit: ['circuit-closed', 'reset'],
}
const KINDS: Partial<Record<KeyEventView['kind'], RestSpan['kind']>> = {
  rested: 'rested',
  out: 'out',
  paused: 'paused',
  'circuit-opened': 'circuit',
}

/** The rests of a key that touch a range, oldest first, from its events in any order. */
export function restSpans(events: readonly KeyEventView[], { from, now }: { from: number; now: number }): RestSpan[] {
  const ordered = [...events].sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1),
  )
  const spans = ordered.flatMap((event, index) => spanOf(event, ordered.slice(index + 1)) ?? [])
  return spans.filter(({ to, from: began }) => (to ?? now) > from && began <= now)
}

function spanOf(event: KeyEventView, later: readonly KeyEventView[]): RestSpan | null {
  const kind = KINDS[event.kind]
  if (kind === undefined) return null
  const end = later.find(next => ends(next, event, kind))
  const endedAt = end ? Date.parse(end.at) : null
  const until = event.until === null ? null : Date.parse(event.until)
  const isCut = endedAt !== null && (until === null || endedAt < until)
  return { id: event.id, kind, from: Date.parse(event.at), to: isCut ? endedAt : until, event, isCut }
}

/** The same again, for the same model, takes the place of a rest or of an open circuit. */
function ends(next: KeyEventView, event: KeyEventView, kind: RestSpan['kind']): boolean {
  if (ENDS[kind].includes(next.kind)) return true
  return next.kind === event.kind && next.model === event.model && next.scope === event.scope
}

/** How long a key did not serve within a range: overlapping rests count once. Rests for one model are left out. */
export function restedMs(spans: readonly RestSpan[], { from, now }: { from: number; now: number }): number {
  let total = 0
  let reached = from
  for (const { from: began, to, event } of spans) {
    if (event.model !== null) continue
    const end = Math.min(to ?? now, now)
    total += Math.max(0, end - Math.max(reached, began))
    reached = Math.max(reached, end)
  }
  return total
}
