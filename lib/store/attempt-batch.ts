import { writeAccountRows } from './account-rows'
import { ATTEMPT_COLUMNS, attemptRow, attemptRows, readAttemptRows } from './attempt-row'
import { addFacets } from './facets'
import { boundModels } from './hour-models'
import { insertFromJson } from './json-rows'
import { type KeyEvent, tellKeyEvents } from './key-events'
import { addKeyHours } from './key-hours'
import { writeKeyRows } from './key-rows'
import { addRollups } from './rollup-rows'
import { tallyMinutes, tallyRollups } from './rollup-tally'
import type { RawSession, Store } from './session'
import type { SavedAccountState, SavedKeyState } from './states'
import { type SettledAttempt, type TalliedAttempt, tallyKeys } from './tally'
import { addUsage } from './usage-rollups'

/** What happened since the last batch: attempts, and the states they (or an operator, or time) left behind. */
export type AttemptBatch = {
  /** A JSON list of `attemptRow`s, as text or as its bytes. */
  attempts: string | Uint8Array
  keys: readonly SavedKeyState[]
  accounts: readonly SavedAccountState[]
  /** What befell keys and circuits meanwhile; absent: nothing. */
  events?: readonly KeyEvent[]
}

/** Keep a batch at most this long: SQLite runs on the event loop's thread. */
export const BATCH_ROWS = 500

/** As `appendBatch`, of attempts that are no rows yet. */
export function appendAttempts(
  store: Store,
  { attempts, ...states }: Omit<AttemptBatch, 'attempts'> & { attempts: readonly SettledAttempt[] },
): Promise<number> {
  return appendBatch(store, { attempts: attemptRows(attempts.map(attemptRow)), ...states })
}

/**
 * Writes a batch in one transaction: rows, key counters, day counters, rollups and states agree at every instant.
 * A row that is already there adds nothing anywhere, so a batch whose commit is in doubt can be written again.
 * @returns how many rows were new
 */
export async function appendBatch(store: Store, batch: AttemptBatch): Promise<number> {
  const text = textOf(batch.attempts)
  const rows = readAttemptRows(text)
  try {
    return await writeBatch(store, batch, session => insertFresh(session, text, rows))
  } catch (error) {
    if (!(error instanceof RowsRepeat)) throw error
    return writeBatch(store, batch, session => insertUnknown(session, text, rows))
  }
}

function textOf(attempts: string | Uint8Array): string {
  if (typeof attempts === 'string') return attempts
  return Buffer.from(attempts.buffer, attempts.byteOffset, attempts.byteLength).toString('utf8')
}

/** Inserts the batch's rows and returns those that were not there yet. */
type Insert = (session: RawSession) => Promise<readonly TalliedAttempt[]>

function writeBatch(store: Store, batch: AttemptBatch, insert: Insert): Promise<number> {
  return store.rawTransaction(async session => {
    const added = await insert(session)
    await writeKeyRows(session, tallyKeys(added), batch.keys)
    const bounded = await boundModels(session, store.hourModels, tallyMinutes(added))
    await addRollups(session, tallyRollups(bounded))
    await addFacets(session, bounded)
    await addKeyHours(session, added)
    await addUsage(session, bounded)
    await writeAccountRows(session, batch.accounts)
    await tellKeyEvents(session, batch.events ?? [])
    return added.length
  })
}

/** Some rows of the batch are there already; the transaction is rolled back. */
class RowsRepeat extends Error {}

/** Nearly every batch is new, and a count is all it takes to know: reading the ids back costs a fifth of a batch. */
async function insertFresh(session: RawSession, text: string, rows: readonly TalliedAttempt[]) {
  if (rows.length === 0) return rows
  const inserted = await session.insert(insertSql(session), text)
  if (inserted !== rows.length) throw new RowsRepeat()
  return rows
}

async function insertUnknown(session: RawSession, text: string, rows: readonly TalliedAttempt[]) {
  const sql = `${insertSql(session)} RETURNING id`
  const added = await session.db.$queryRawUnsafe<{ id: string }[]>(sql, text)
  const ids = new Set(added.map(({ id }) => id))
  // an id that stands twice in one batch was inserted once: only its first row counts
  return rows.filter(({ id }) => ids.delete(id))
}

function insertSql({ dialect }: RawSession): string {
  return `${insertFromJson(dialect, 'attempts', ATTEMPT_COLUMNS)} ON CONFLICT (id) DO NOTHING`
}
