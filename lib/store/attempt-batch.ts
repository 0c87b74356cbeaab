import type { Attempt } from '@/lib/engine/vocabulary'
import { writeAccountRows } from './account-rows'
import { boundModels } from './hour-models'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import { appendKeyEvents, type KeyEvent } from './key-events'
import { writeKeyRows } from './key-rows'
import { addRollups } from './rollup-rows'
import { tallyRollups } from './rollup-tally'
import type { Session, Store } from './session'
import type { SavedAccountState, SavedKeyState } from './states'
import { MODEL_MAX_CHARS, type SettledAttempt, tallyKeys, unitsUsed } from './tally'

/** What happened since the last batch: attempts, and the states they (or an operator, or time) left behind. */
export type AttemptBatch = {
  attempts: readonly SettledAttempt[]
  keys: readonly SavedKeyState[]
  accounts: readonly SavedAccountState[]
  /** What befell keys and circuits meanwhile; absent: nothing. */
  events?: readonly KeyEvent[]
}

/** Keep a batch at most this long: SQLite runs on the event loop's thread. */
export const BATCH_ROWS = 500

/**
 * Writes a batch in one transaction: rows, key counters, day counters, rollups and states agree at every instant.
 * A row that is already there adds nothing anywhere, so a batch whose commit is in doubt can be written again.
 * @returns how many rows were new
 */
export async function appendAttempts(store: Store, batch: AttemptBatch): Promise<number> {
  try {
    return await writeBatch(store, batch, insertFresh)
  } catch (error) {
    if (!(error instanceof RowsRepeat)) throw error
    return writeBatch(store, batch, insertUnknown)
  }
}

/** Inserts rows and returns those that were not there yet. */
type Insert = (session: Session, rows: readonly SettledAttempt[]) => Promise<readonly SettledAttempt[]>

function writeBatch(store: Store, batch: AttemptBatch, insert: Insert): Promise<number> {
  return store.transaction(async session => {
    const added = batch.attempts.length === 0 ? [] : await insert(session, batch.attempts)
    await writeKeyRows(session, tallyKeys(added), batch.keys)
    await addRollups(session, tallyRollups(await boundModels(session, store.hourModels, added)))
    await writeAccountRows(session, batch.accounts)
    await appendKeyEvents(session, batch.events ?? [])
    return added.length
  })
}

/** Some rows of the batch are there already; the transaction is rolled back. */
class RowsRepeat extends Error {}

/** Nearly every batch is new, and a count is all it takes to know: reading the ids back costs a fifth of a batch. */
async function insertFresh(session: Session, rows: readonly SettledAttempt[]): Promise<readonly SettledAttempt[]> {
  const inserted = await session.db.$executeRawUnsafe(insertSql(session), attemptRows(rows))
  if (inserted !== rows.length) throw new RowsRepeat()
  return rows
}

async function insertUnknown(session: Session, rows: readonly SettledAttempt[]): Promise<readonly SettledAttempt[]> {
  const sql = `${insertSql(session)} RETURNING id`
  const added = await session.db.$queryRawUnsafe<{ id: string }[]>(sql, attemptRows(rows))
  const ids = new Set(added.map(({ id }) => id))
  // an id that stands twice in one batch was inserted once: only its first row counts
  return rows.filter(({ attempt }) => ids.delete(attempt.id))
}

function insertSql({ dialect }: Session): string {
  return `${insertFromJson(dialect, 'attempts', ATTEMPT_COLUMNS)} ON CONFLICT (id) DO NOTHING`
}

function attemptRows(rows: readonly SettledAttempt[]): string {
  return jsonRows(
    ATTEMPT_COLUMNS,
    rows.map(({ attempt }) => attempt),
  )
}

const PATH_MAX_CHARS = 500

const ATTEMPT_COLUMNS: readonly JsonColumn<Attempt>[] = [
  { name: 'id', type: 'text', read: attempt => attempt.id },
  { name: 'request_id', type: 'text', read: attempt => attempt.requestId },
  { name: 'service', type: 'text', read: attempt => attempt.service },
  { name: 'key_id', type: 'text', read: attempt => attempt.keyId },
  { name: 'masked', type: 'text', read: attempt => attempt.masked },
  { name: 'model', type: 'text', read: attempt => attempt.model?.slice(0, MODEL_MAX_CHARS) ?? null },
  { name: 'caller', type: 'text', read: attempt => attempt.caller },
  { name: 'method', type: 'text', read: attempt => attempt.method },
  { name: 'path', type: 'text', read: attempt => attempt.path.slice(0, PATH_MAX_CHARS) },
  { name: 'number', type: 'integer', read: attempt => attempt.number },
  { name: 'outcome', type: 'text', read: attempt => attempt.outcome },
  { name: 'blame', type: 'text', read: attempt => attempt.blame },
  { name: 'rule', type: 'text', read: attempt => attempt.rule },
  { name: 'refusal', type: 'text', read: attempt => attempt.refusal },
  { name: 'status', type: 'integer', read: attempt => attempt.status },
  { name: 'started_at', type: 'integer', read: attempt => attempt.startedAt },
  { name: 'first_byte_ms', type: 'real', read: attempt => attempt.firstByteMs },
  { name: 'total_ms', type: 'real', read: attempt => attempt.totalMs },
  { name: 'units', type: 'integer', read: unitsUsed },
  { name: 'tokens_in', type: 'integer', read: attempt => attempt.tokensIn },
  { name: 'tokens_out', type: 'integer', read: attempt => attempt.tokensOut },
  { name: 'cost_usd', type: 'real', read: attempt => attempt.costUsd },
  { name: 'strategy', type: 'text', read: attempt => attempt.strategy },
  { name: 'score', type: 'text', read: attempt => attempt.score && JSON.stringify(attempt.score) },
]
