import type { KeyEventPage, KeyEventView, ListKeyEventsInput } from '@/lib/contract/key-event'
import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { makeTimeId } from '@/lib/rotation/time-id'
import {
  type KeyEvent,
  type KeyEventCursor,
  keyEventOf,
  listKeyEvents as listOfKey,
  listServiceEvents,
} from '@/lib/store/key-events'
import { findKey } from '@/lib/store/keys'
import { listOperators } from '@/lib/store/operators'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { noSuchKey } from './key-name'
import { iso, isoOrNull } from './key-view'
import { requireService } from './require-service'

/**
 * What befell a key (its account and its service's circuit included) or the keys of a service, newest first, by page.
 * A removed key still has its history. @throws ControlError `not-found`, `unknown-service`, `invalid-input`
 */
export async function listKeyEvents(call: { ctx: ControlContext; input: ListKeyEventsInput }): Promise<KeyEventPage> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  // one more than the page shows tells whether there is another
  const events = await eventsOf(ctx, input, input.limit + 1)
  const page = events.slice(0, input.limit)
  const last = page.at(-1)
  const names = await operatorNames(ctx, page)
  return {
    events: page.map(event => eventView(event, names)),
    next: events.length > page.length && last ? `${last.at}.${last.id}` : null,
  }
}

async function eventsOf(ctx: ControlContext, input: ListKeyEventsInput, limit: number): Promise<KeyEvent[]> {
  const page = {
    limit,
    ...(input.since !== undefined && { since: Date.parse(input.since) }),
    ...(input.before !== undefined && { before: readCursor(input.before) }),
  }
  if (input.key === undefined) {
    const { id } = requireService(ctx, input.service ?? '')
    return listServiceEvents(ctx.store, id, page)
  }
  const entry = await findKey(ctx.store, input.key)
  if (!entry) throw noSuchKey()
  return listOfKey(ctx.store, entry.key, page)
}

function readCursor(text: string): KeyEventCursor {
  const [, at, id] = /^(\d{1,15})\.(.+)$/.exec(text) ?? []
  if (at === undefined || id === undefined) {
    throw new ControlError('invalid-input', '`before` must be the `next` of another page.')
  }
  return { at: Number(at), id }
}

/** Operators by the address that people know them by. */
async function operatorNames(ctx: ControlContext, events: readonly KeyEvent[]): Promise<ReadonlyMap<string, string>> {
  if (events.every(({ operator }) => operator === null)) return new Map()
  return new Map((await listOperators(ctx.store)).map(({ id, email }) => [id, email]))
}

function eventView(event: KeyEvent, names: ReadonlyMap<string, string>): KeyEventView {
  const operator = event.operator === null ? null : (names.get(event.operator) ?? event.operator)
  return { ...event, operator, at: iso(event.at), until: isoOrNull(event.until) }
}

/** What an operator just did to keys, as their timelines keep it. */
export function operatorEvents(
  ctx: ControlContext,
  kind: 'reset' | 'paused' | 'enabled' | 'out',
  keys: readonly { id: KeyId; service: ServiceId }[],
): KeyEvent[] {
  const at = ctx.now()
  const operator = ctx.operator.id
  return keys.map(({ id, service }) => keyEventOf({ id: makeTimeId(at), at, service, keyId: id, kind, operator }))
}
