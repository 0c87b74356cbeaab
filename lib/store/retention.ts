import { DAY_MS, type Instant } from '@/lib/engine/vocabulary'
import { purgeAttempts } from './attempts'
import { purgeKeyEvents } from './key-events'
import { purgeRollups, ROLLUP_TABLES } from './rollups'
import type { Session } from './session'
import { GRAINS, type Grain } from './tally'

/** How long what happened is kept: every attempt, what befell keys, and the sums of each grain. */
export const ATTEMPTS_KEPT_MS = 30 * DAY_MS
export const KEY_EVENTS_KEPT_MS = 90 * DAY_MS
export const ROLLUPS_KEPT_MS: Record<Grain, number> = { minute: 7 * DAY_MS, hour: 90 * DAY_MS, day: 2 * 365 * DAY_MS }

/** A removed key can be restored for this long. */
export const REMOVED_KEPT_MS = 30 * DAY_MS

/** Rows that one statement forgets: few enough that nobody waits for it. */
const SLICE_ROWS = 1000

/**
 * Forgets attempts, events and rollups that are older than they are kept, slice by slice.
 * @param turn lets others have their turn after each slice; `false` ends the work, the next call goes on with it
 * @returns how many rows are gone
 */
export async function purgeHistory(session: Session, now: Instant, turn: () => Promise<boolean>): Promise<number> {
  const purges = [
    () => purgeAttempts(session, now - ATTEMPTS_KEPT_MS, SLICE_ROWS),
    () => purgeKeyEvents(session, now - KEY_EVENTS_KEPT_MS, SLICE_ROWS),
    ...ROLLUP_TABLES.flatMap(table =>
      GRAINS.map(grain => () => purgeRollups(session, { table, grain }, now - ROLLUPS_KEPT_MS[grain], SLICE_ROWS)),
    ),
  ]
  let goneCount = 0
  for (const purge of purges) {
    let count = SLICE_ROWS
    while (count === SLICE_ROWS) {
      count = await purge()
      goneCount += count
      if (!(await turn())) return goneCount
    }
  }
  return goneCount
}
