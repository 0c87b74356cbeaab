import type { AccountState, KeyState } from '@/lib/engine/state'
import type { KeyId, ServiceId } from '@/lib/engine/vocabulary'
import { chunksOf } from './chunks'
import { type ColumnRow, listed } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { RawSession, Session } from './session'
import { readKeyState, writeAccountState, writeKeyState } from './state-json'

export type SavedKeyState = { keyId: KeyId; state: KeyState }
export type SavedAccountState = { service: ServiceId; account: string; state: AccountState }

/**
 * Keeps the states of keys as an operator decided them, all but their counters: those grow only with the attempts.
 * What a running process remembers from before the decision is not written over it (`merge-states.ts`).
 */
export async function saveKeyStates(session: Session, states: readonly SavedKeyState[]): Promise<void> {
  if (states.length === 0) return
  const now = session.now()
  const columns: readonly JsonColumn<SavedKeyState>[] = [
    { name: 'key_id', type: 'text', read: ({ keyId }) => keyId },
    { name: 'state', type: 'text', read: ({ state }) => writeKeyState(state) },
    { name: 'day_reset_at', type: 'integer', read: ({ state }) => state.day.resetAt },
    { name: 'updated_at', type: 'integer', read: () => now },
    { name: 'decided_at', type: 'integer', read: () => now },
  ]
  const sql = `${insertFromJson(session.dialect, 'key_states', columns)}
    ON CONFLICT (key_id) DO UPDATE SET ${DECIDED}`
  const ordered = [...states].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, ordered))
}

/** As `saveKeyStates`. */
export async function saveAccountStates(session: Session, states: readonly SavedAccountState[]): Promise<void> {
  if (states.length === 0) return
  const now = session.now()
  const columns: readonly JsonColumn<SavedAccountState>[] = [
    { name: 'service', type: 'text', read: ({ service }) => service },
    { name: 'account', type: 'text', read: ({ account }) => account },
    { name: 'state', type: 'text', read: ({ state }) => writeAccountState(state) },
    { name: 'updated_at', type: 'integer', read: () => now },
    { name: 'decided_at', type: 'integer', read: () => now },
  ]
  const sql = `${insertFromJson(session.dialect, 'account_states', columns)}
    ON CONFLICT (service, account) DO UPDATE SET ${DECIDED}`
  const order = ({ service, account }: SavedAccountState) => `${service}\n${account}`
  const ordered = [...states].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, ordered))
}

const DECIDED = `state = excluded.state, updated_at = excluded.updated_at,
  updated_by = NULL, decided_at = excluded.decided_at`

/** One key's state as it is kept; `null`: never used, or not readable. */
export async function findKeyState(session: Session, keyId: KeyId): Promise<KeyState | null> {
  return (await findKeyStates(session, [keyId])).get(keyId) ?? null
}

/** What was used of each key's running quota day, by all processes together; keys never used are absent. */
export async function readDays(session: RawSession, keyIds: readonly KeyId[]): Promise<Map<KeyId, KeyState['day']>> {
  if (keyIds.length === 0) return new Map()
  const sql = `SELECT key_id, day_used, day_reset_at FROM key_states WHERE key_id IN (${listed(session)})`
  const rows = await session.db.$queryRawUnsafe<ColumnRow[]>(sql, JSON.stringify(keyIds))
  return new Map(
    rows.map(row => [String(row.key_id), { used: Number(row.day_used), resetAt: Number(row.day_reset_at) }]),
  )
}

/** The states of keys as they are kept; those never used, or not readable, are absent. */
export async function findKeyStates(session: Session, keyIds: readonly KeyId[]): Promise<Map<KeyId, KeyState>> {
  const states = new Map<KeyId, KeyState>()
  for (const ids of chunksOf(keyIds)) {
    for (const row of await session.db.keyState.findMany({ where: { keyId: { in: ids } } })) {
      const state = readRow(row)
      if (state) states.set(row.keyId, state)
    }
  }
  return states
}

type Row = Awaited<ReturnType<Session['db']['keyState']['findMany']>>[number]

function readRow(row: Row): KeyState | null {
  return readKeyState(row.state, {
    totals: {
      requests: Number(row.requests),
      successes: Number(row.successes),
      failures: Number(row.failures),
      tokensIn: Number(row.tokensIn),
      tokensOut: Number(row.tokensOut),
      costUsd: row.costUsd,
    },
    day: { used: Number(row.dayUsed), resetAt: Number(row.dayResetAt) },
  })
}
