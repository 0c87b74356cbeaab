import { KEEP_FOREIGN_STATE, readForeign, writeMerged } from './foreign-rows'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { mergeAccountState } from './merge-states'
import type { RawSession } from './session'
import { readAccountState, writeAccountState } from './state-json'
import type { SavedAccountState } from './states'

const IDENTITY = ['service', 'account']

/** Keeps the states this process left accounts in, as `writeKeyRows` does for keys. */
export async function writeAccountRows(session: RawSession, states: readonly SavedAccountState[]): Promise<void> {
  if (states.length === 0) return
  const now = session.now()
  const columns: readonly JsonColumn<SavedAccountState>[] = [
    { name: 'service', type: 'text', read: ({ service }) => service },
    { name: 'account', type: 'text', read: ({ account }) => account },
    { name: 'state', type: 'text', read: ({ state }) => writeAccountState(state) },
    { name: 'updated_by', type: 'text', read: () => session.writer },
    { name: 'updated_at', type: 'integer', read: () => now },
  ]
  const sql = `${insertFromJson(session.dialect, 'account_states', columns)}
    ON CONFLICT (service, account) DO UPDATE SET ${KEEP_FOREIGN_STATE('account_states')}`
  const ordered = [...states].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  await session.db.$executeRawUnsafe(sql, jsonRows(columns, ordered))
  await mergeForeign(session, ordered)
}

async function mergeForeign(session: RawSession, states: readonly SavedAccountState[]): Promise<void> {
  const now = session.now()
  const own = new Map(states.map(saved => [nameOf(saved), saved.state]))
  const identities = states.map(({ service, account }) => [service, account])
  const foreign = await readForeign(session, 'account_states', IDENTITY, identities)
  const merged = foreign.flatMap(({ identity, state: text, decidedAt }) => {
    const state = own.get(identity.join('\n'))
    if (!state) return []
    const kept = readAccountState(text)
    const result = kept ? mergeAccountState({ state: kept, decidedAt }, state, now) : state
    return [
      { identity, state: writeAccountState(result), isOwn: writeAccountState(result) === writeAccountState(state) },
    ]
  })
  await writeMerged(session, 'account_states', IDENTITY, merged)
}

function nameOf({ service, account }: SavedAccountState): string {
  return `${service}\n${account}`
}
