import type { KeyState } from '@/lib/engine/state'
import type { Instant, KeyId } from '@/lib/engine/vocabulary'
import { KEEP_FOREIGN_STATE, readForeign, writeMerged } from './foreign-rows'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { mergeKeyState } from './merge-states'
import type { RawSession } from './session'
import { readKeyState, writeKeyState } from './state-json'
import type { SavedKeyState } from './states'
import type { KeyTally } from './tally'

type KeyRow = { keyId: KeyId; tally: KeyTally | null; state: KeyState | null }

/**
 * Adds to the counters of keys, and keeps the states this process left them in. One statement in the order of the keys
 * locks every row: two processes that write at once wait for each other and never for ever. States that another
 * process or an operator wrote last are merged, not overwritten.
 */
export async function writeKeyRows(
  session: RawSession,
  tallies: readonly KeyTally[],
  states: readonly SavedKeyState[],
): Promise<void> {
  const rows = joined(tallies, states)
  if (rows.length === 0) return
  const columns = rowColumns(session)
  const sums = TALLY_SUMS.map(({ name }) => `${name} = key_states.${name} + excluded.${name}`).join(', ')
  const sql = `${insertFromJson(session.dialect, 'key_states', columns)}
    ON CONFLICT (key_id) DO UPDATE SET ${sums}, ${ADD_TO_DAY}, ${KEEP_FOREIGN_STATE('key_states')}`
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, rows))
  await mergeForeign(session, states)
}

async function mergeForeign(session: RawSession, states: readonly SavedKeyState[]): Promise<void> {
  const now = session.now()
  const own = new Map(states.map(({ keyId, state }) => [keyId, state]))
  const foreign = await readForeign(
    session,
    'key_states',
    ['key_id'],
    Array.from(own.keys(), keyId => [keyId]),
  )
  const merged = foreign.flatMap(({ identity, state: text, decidedAt }) => {
    const state = own.get(identity[0] ?? '')
    if (!state) return []
    const kept = readKeyState(text, { totals: state.totals, day: state.day })
    const result = kept ? mergeKeyState({ state: kept, decidedAt }, state, now) : state
    return [{ identity, state: writeKeyState(result), isOwn: writeKeyState(result) === writeKeyState(state) }]
  })
  await writeMerged(session, 'key_states', ['key_id'], merged)
}

function joined(tallies: readonly KeyTally[], states: readonly SavedKeyState[]): KeyRow[] {
  const rows = new Map<KeyId, KeyRow>(tallies.map(tally => [tally.keyId, { keyId: tally.keyId, tally, state: null }]))
  for (const { keyId, state } of states) rows.set(keyId, { keyId, tally: rows.get(keyId)?.tally ?? null, state })
  return [...rows.values()].sort((a, b) => (a.keyId < b.keyId ? -1 : 1))
}

const TALLY_SUMS: readonly JsonColumn<KeyRow>[] = [
  { name: 'requests', type: 'integer', read: ({ tally }) => tally?.requests ?? 0 },
  { name: 'successes', type: 'integer', read: ({ tally }) => tally?.successes ?? 0 },
  { name: 'failures', type: 'integer', read: ({ tally }) => tally?.failures ?? 0 },
  { name: 'tokens_in', type: 'integer', read: ({ tally }) => tally?.tokensIn ?? 0 },
  { name: 'tokens_out', type: 'integer', read: ({ tally }) => tally?.tokensOut ?? 0 },
  { name: 'cost_usd', type: 'real', read: ({ tally }) => tally?.costUsd ?? 0 },
]

function rowColumns(session: RawSession): readonly JsonColumn<KeyRow>[] {
  const now: Instant = session.now()
  return [
    { name: 'key_id', type: 'text', read: ({ keyId }) => keyId },
    ...TALLY_SUMS,
    { name: 'day_used', type: 'integer', read: ({ tally }) => tally?.day.used ?? 0 },
    { name: 'day_reset_at', type: 'integer', read: ({ tally }) => tally?.day.resetAt ?? 0 },
    { name: 'state', type: 'text', read: ({ state }) => (state ? writeKeyState(state) : '{}') },
    { name: 'updated_by', type: 'text', read: ({ state }) => (state ? session.writer : null) },
    { name: 'updated_at', type: 'integer', read: () => now },
  ]
}

// A later reset is a new day, an earlier one a day gone by. One more than two days off was set by a wrong clock, and
// the engine moved it back (quota.ts, rollDay). 0: the batch counted into no day.
const MOVED_BACK = '(excluded.day_reset_at > 0 AND key_states.day_reset_at - excluded.day_reset_at > 172800000)'
const ADD_TO_DAY = `
  day_used = CASE
    WHEN excluded.day_reset_at = key_states.day_reset_at OR ${MOVED_BACK} THEN key_states.day_used + excluded.day_used
    WHEN excluded.day_reset_at > key_states.day_reset_at THEN excluded.day_used
    ELSE key_states.day_used END,
  day_reset_at = CASE
    WHEN excluded.day_reset_at > key_states.day_reset_at OR ${MOVED_BACK} THEN excluded.day_reset_at
    ELSE key_states.day_reset_at END`
