import { z } from 'zod'
import { KEY_EVENT_KINDS } from '@/lib/contract/key-event'
import { PROVENANCES, SCOPES } from '@/lib/contract/status'
import {
  type Instant,
  KEY_STATUSES,
  type KeyId,
  type KeyStatus,
  OUTCOME_KINDS,
  type OutcomeKind,
  type Provenance,
  type Scope,
  type ServiceId,
} from '@/lib/engine/vocabulary'
import { appendChanges, KEY_EVENT_CHANGE } from './changes'
import { asFields, type ColumnRow, fromColumn, listed, toColumn } from './columns'
import type { Prisma, KeyEvent as Row } from './generated/sqlite/client'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { RawSession, Session } from './session'
import { MODEL_MAX_CHARS } from './tally'

type KeyEventKind = (typeof KEY_EVENT_KINDS)[number]

/** What happened to a key, or (`keyId` null) to a service's circuit. `lib/contract/key-event.ts` says what each field tells. */
export type KeyEvent = {
  id: string
  at: Instant
  service: ServiceId
  keyId: KeyId | null
  account: string | null
  kind: KeyEventKind
  scope: Scope | null
  model: string | null
  provenance: Provenance | null
  reason: OutcomeKind | null
  status: KeyStatus | null
  rule: string | null
  until: Instant | null
  operator: string | null
}

/** An event of which only this is said. */
export function keyEventOf(said: Pick<KeyEvent, 'id' | 'at' | 'service' | 'kind'> & Partial<KeyEvent>): KeyEvent {
  return { ...NOTHING_SAID, ...said }
}

const NOTHING_SAID = {
  keyId: null,
  account: null,
  scope: null,
  model: null,
  provenance: null,
  reason: null,
  status: null,
  rule: null,
  until: null,
  operator: null,
}

/** Writes events; one whose id is there already is not written again. */
export async function appendKeyEvents(session: RawSession, events: readonly KeyEvent[]): Promise<void> {
  if (events.length === 0) return
  const sql = `${insertFromJson(session.dialect, 'key_events', COLUMNS)} ON CONFLICT (id) DO NOTHING`
  await session.db.$executeRawUnsafe(sql, jsonRows(COLUMNS, events))
}

/** What befell a key or a circuit by itself, and other processes should hear of: an operator's deeds are changes of their own. */
const TOLD: readonly KeyEventKind[] = ['rested', 'out', 'restored', 'circuit-opened', 'circuit-closed']

/** As `appendKeyEvents`, of events that happened to this process: the others hear of them by the changes. */
export async function tellKeyEvents(session: RawSession, events: readonly KeyEvent[]): Promise<void> {
  await appendKeyEvents(session, events)
  const told = events.filter(({ kind, operator }) => operator === null && TOLD.includes(kind))
  await appendChanges(
    session,
    told.map(({ id, service }) => ({ kind: KEY_EVENT_CHANGE, service, keyId: id })),
  )
}

/** Events by their ids, in no order; unknown ones are absent. */
export async function readKeyEvents(session: RawSession, ids: readonly string[]): Promise<Map<string, KeyEvent>> {
  if (ids.length === 0) return new Map()
  const sql = `SELECT * FROM key_events WHERE id IN (${listed(session)})`
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>(sql, JSON.stringify(ids))
  return new Map(rows.map(stored => toEvent(asFields<Row>(stored))).map(event => [event.id, event]))
}

const COLUMNS: readonly JsonColumn<KeyEvent>[] = [
  { name: 'id', type: 'text', read: event => event.id },
  { name: 'at', type: 'integer', read: event => event.at },
  { name: 'service', type: 'text', read: event => event.service },
  { name: 'key_id', type: 'text', read: event => event.keyId },
  { name: 'account', type: 'text', read: event => event.account },
  { name: 'kind', type: 'text', read: event => event.kind },
  { name: 'scope', type: 'text', read: event => event.scope },
  { name: 'model', type: 'text', read: event => event.model?.slice(0, MODEL_MAX_CHARS) ?? null },
  { name: 'provenance', type: 'text', read: event => event.provenance },
  { name: 'reason', type: 'text', read: event => event.reason },
  { name: 'status', type: 'text', read: event => event.status },
  { name: 'rule', type: 'text', read: event => event.rule },
  { name: 'until', type: 'integer', read: event => event.until },
  { name: 'operator', type: 'text', read: event => event.operator },
]

/** Where a page of events ended. */
export type KeyEventCursor = { at: Instant; id: string }

type Page = { since?: Instant; before?: KeyEventCursor; limit: number }

/** A page of a service's events, newest first. */
export async function listServiceEvents(session: Session, service: ServiceId, page: Page): Promise<KeyEvent[]> {
  return listWhere(session, { service }, page)
}

/** A page of what touched a key, newest first: its own events, its account's, and those of its service's circuit. */
export async function listKeyEvents(
  session: Session,
  { service, id, account }: { service: ServiceId; id: KeyId; account: string | null },
  page: Page,
): Promise<KeyEvent[]> {
  // each part is one index read from its newest row; together they would have to be sorted whole
  const parts: Prisma.KeyEventWhereInput[] = [
    { service, keyId: id },
    { service, keyId: null },
  ]
  if (account !== null) parts.push({ service, account, keyId: { not: id } })
  const lists = await Promise.all(parts.map(where => listWhere(session, where, page)))
  return lists.flat().sort(newestFirst).slice(0, page.limit)
}

async function listWhere(
  session: Session,
  where: Prisma.KeyEventWhereInput,
  { since, before, limit }: Page,
): Promise<KeyEvent[]> {
  const rows = await session.db.keyEvent.findMany({
    where: {
      ...where,
      at: { gte: since === undefined ? undefined : toColumn(since), lte: before && toColumn(before.at) },
      ...(before && { OR: [{ at: { lt: toColumn(before.at) } }, { id: { lt: before.id } }] }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return rows.map(toEvent)
}

function newestFirst(one: KeyEvent, other: KeyEvent): number {
  return other.at - one.at || (one.id < other.id ? 1 : -1)
}

/** Forgets events from before an instant, at most `limit` of them, and returns how many. */
export async function purgeKeyEvents(session: Session, before: Instant, limit: number): Promise<number> {
  const [instant, most] = session.dialect === 'sqlite' ? ['?', '?'] : ['$1', '$2']
  return session.db.$executeRawUnsafe(
    `DELETE FROM key_events WHERE id IN
      (SELECT id FROM key_events WHERE at < ${instant} ORDER BY at LIMIT ${most})`,
    toColumn(before),
    limit,
  )
}

const row = z.object({
  kind: z.enum(KEY_EVENT_KINDS),
  scope: z.enum(SCOPES).nullable(),
  provenance: z.enum(PROVENANCES).nullable(),
  reason: z.enum(OUTCOME_KINDS).nullable(),
  status: z.enum(KEY_STATUSES).nullable(),
})

function toEvent(stored: Row): KeyEvent {
  return { ...stored, ...row.parse(stored), at: fromColumn(stored.at), until: fromColumn(stored.until) }
}
